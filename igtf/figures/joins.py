"""What the figures give to what is below."""

from igtf.figures.commands import keep_figures
from igtf.notice import worker

worker.ALSO.append(keep_figures)
