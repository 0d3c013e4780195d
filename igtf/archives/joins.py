"""What archives give to what is below."""

from igtf.archives.commands import read_there
from igtf.discussion.importing import READ_THERE

READ_THERE.append(read_there)
