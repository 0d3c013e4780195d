"""What webhooks give to what is below."""

from igtf.hooks.commands import pause_beside_tokens
from igtf.hooks.models import Hook
from igtf.hooks.posting import HANDS, tell_all
from igtf.hooks.queries import TO_TELL
from igtf.notice import leases, worker
from igtf.people import signins

leases.WAITS[Hook] = TO_TELL
worker.OUTSIDE[tell_all] = HANDS
signins.BESIDE_TOKENS.append(pause_beside_tokens)
