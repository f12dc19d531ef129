"""The refusal of an answer that cannot be judged."""


class Unreadable(ValueError):
    """An answer that cannot be judged; its text is one plain sentence.

    Parameters
    ----------
    sentence : str
        What was wrong and what to do.
    rung : str
        ``"type"`` or ``"shape"``: the step of the ladder on which the answer stopped.
    """

    def __init__(self, sentence: str, rung: str = "type") -> None:
        super().__init__(sentence)
        self.rung = rung
