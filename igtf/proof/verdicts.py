"""Why a ballot is not counted again with the same result."""


class CannotCount(Exception):
    """The entries lack what the count needs; the message says what, as the end of a sentence."""


class Disagrees(Exception):
    """A ballot that is not what its entries make of it; the message says in what, as the end of a sentence."""
