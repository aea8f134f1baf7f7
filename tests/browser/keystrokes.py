"""How long a practised person works at a form, by the keystroke-level model, without a clock.

The model adds up what is done: keys, pointing, the hand that moves between keyboard and mouse, and
the moments of thought before each unit of work (Card, Moran, Newell: The keystroke-level model for
user performance time with interactive systems. Communications of the ACM 23, 1980, 396-410). It
knows neither errors nor the reading of pages, so all that is assumed here is on the slow side:

- Chinese is typed by pinyin, four keys a character, choosing included. A syllable has three letters
  on average and six at most, and whole words are chosen at once.
- A tap or click is a key beside the pointing. On a phone every control is pointed at twice: the
  page is moved first.
- On a phone a key takes as long as in the typing of 37,000 volunteers, 36.2 words of five keys a
  minute (Palin, Feit, Kim, Kristensson, Oulasvirta: How do people type on mobile devices?
  MobileHCI 2019); hands stay where they are.
- A page takes two seconds to come, on a bad line too.
"""

from dataclasses import dataclass

KEYS_A_CHARACTER = 4  # of Chinese, by pinyin
CHINESE = ("\u3400", "\u9fff")
STEPS_TO_A_PICTURE = 3  # taps from the field to a picture: the gallery, the picture, done


@dataclass(frozen=True)
class Rates:
    """Seconds: of a key, of pointing, of moving the hand, of a thought, of a page."""

    key: float
    point: float = 1.1
    home: float = 0.4
    think: float = 1.35
    answer: float = 2.0
    pointings: int = 1  # for each control


AT_A_DESK = Rates(key=0.28)  # an average typist
ON_A_PHONE = Rates(key=60 / (36.2 * 5), home=0.0, pointings=2)


@dataclass
class Effort:
    """What was done so far."""

    keys: int = 0
    controls: int = 0  # that were pointed at and pressed
    moves: int = 0  # of the hand between pointing and typing
    thoughts: int = 0
    loads: int = 0

    def type(self, text: str) -> None:
        """Go into a field and type."""
        self.press()
        self.moves += 2
        self.keys += keys_of(text)

    def choose(self) -> None:
        """Open a list, find an option and press it."""
        self.press()
        self.press()

    def search(self, text: str) -> None:
        """Choose from a list that is searched by typing."""
        self.type(text)
        self.press()

    def attach(self, pictures: int) -> None:
        for _number in range(1 + STEPS_TO_A_PICTURE * pictures):
            self.press()

    def press(self) -> None:
        """Think of a control and press it."""
        self.thoughts += 1
        self.controls += 1

    def seconds(self, rates: Rates) -> float:
        return (
            (self.keys + self.controls) * rates.key
            + self.controls * rates.pointings * rates.point
            + self.moves * rates.home
            + self.thoughts * rates.think
            + self.loads * rates.answer
        )


def keys_of(text: str) -> int:
    """How many keys a text takes."""
    first, last = CHINESE
    return sum(KEYS_A_CHARACTER if first <= one <= last else 1 for one in text)
