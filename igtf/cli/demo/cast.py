"""The persons of the story, plainly fictional: every family name means 'example' in some language."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from igtf.cli.demo.telling import Story
from igtf.core.db import writing
from igtf.council.seating import name_chair, seat
from igtf.council.seats import SEATS
from igtf.people.commands import add_hat, add_person, region_of
from igtf.people.models import Person
from igtf.people.passwords import hash_password
from igtf.people.roles import give_role
from igtf.routing.bodies import seed_bodies


@dataclass(frozen=True)
class Player:
    """A person of the story; ``group`` empty: the secretariat; ``council``: sits on the interim council."""

    handle: str
    name: str
    country: str
    group: str
    organisation: str = ""
    council: bool = False


GOVERNMENTS = (
    ("wanjiru", "Wanjiru Mfano", "KE"),
    ("aminata", "Aminata Exemple", "SN"),
    ("salma", "Salma Mithal · سلمى مثال", "EG"),
    ("thabo", "Thabo Mohlala", "ZA"),
    ("haruka", "Haruka Rei · 例 遥", "JP"),
    ("dewi", "Dewi Contoh", "ID"),
    ("asha", "Asha Udaharan", "IN"),
    ("faisal", "Faisal Misal", "PK"),
    ("jana", "Jana Příkladová", "CZ"),
    ("piotr", "Piotr Przykład", "PL"),
    ("oksana", "Oksana Pryklad", "UA"),
    ("lucia", "Lucía Ejemplo", "AR"),
    ("joao", "João Exemplo", "BR"),
    ("marisol", "Marisol Muestra", "MX"),
    ("anke", "Anke Beispiel", "DE"),
    ("otso", "Otso Esimerkki", "FI"),
    ("claire", "Claire Specimen", "FR"),
    ("grace", "Grace Sample", "CA"),
)

CAST = (
    Player("secretariat-desk", "Ada Registrar", "CH", ""),
    *(
        Player(handle, name, country, "government", f"Example ministry, {country}", True)
        for handle, name, country in GOVERNMENTS
    ),
    Player("kwame", "Kwame Nhwesode", "GH", "private", "Example Networks", True),
    Player("ingrid", "Ingrid Eksempel", "NO", "private", "Example Cloud", True),
    Player("minh", "Minh Vidu", "VN", "private", "Example Exchange Point", True),
    Player("rosa", "Rosa Amostra", "PT", "private", "Example Registry", True),
    Player("amadou", "Amadou Exemplar", "ML", "civil", "Example Rights Network", True),
    Player("noor", "Noor Voorbeeld", "NL", "civil", "Example Consumers", True),
    Player("ximena", "Ximena Prototipo", "CL", "civil", "Example Access Now-and-then", True),
    Player("tala", "Tala Halimbawa", "PH", "civil", "", True),
    Player("ines", "Ines Primer", "ES", "technical", "Example University", True),
    Player("bogdan", "Bogdan Uzorak", "RS", "technical", "Example Operators Group", True),
    Player("leila", "Leila Nemouneh", "IR", "technical", "", True),
    Player("samuel", "Samuel Tsatanyo", "ZM", "technical", "Example Exchange Association", True),
    Player("elena", "Elena Obrazets", "BG", "intergovernmental", "Example Union of States", True),
    Player("pedro", "Pedro Modelo", "UY", "intergovernmental", "Example Development Fund", True),
    Player("yuki", "Yuki Mihon", "JP", "intergovernmental", "Example Standards Office", True),
    Player("mwana", "Mwana Mfano", "UG", "civil", "Landlocked Networks Forum"),
    Player("hana", "Hana Yeje · 예제 하나", "KR", "technical", ""),
    Player("diego", "Diego Caso", "PE", "private", "Example Start-up"),
    Player("fatou", "Fatou Misaal", "GM", "civil", ""),
    Player("sione", "Sione Faataitaiga", "WS", "government", ""),
    Player("rania", "Rania Namuthaj · رانيا نموذج", "JO", "technical", ""),
    Player("ivan", "Ivan Primerov", "BG", "private", ""),
    Player("nandi", "Nandi Isibonelo", "ZA", "civil", ""),
    Player("chen", "Chen Yangben · 陈样本", "CN", "technical", ""),
    Player("marta", "Marta Esempio", "IT", "civil", ""),
)


def address_of(player: Player) -> str:
    """Return the address of a person of the story; nobody can have one there."""
    return f"{player.handle}@people.example"


BEGINNING = 368
"""Days ago: when the interim council took its seats."""
FIRST_TERMS = 325
"""Days ago: when it made room for the first council that was selected."""


def gather(story: Story, sits: int = BEGINNING - FIRST_TERMS) -> None:
    """Make the persons with their hats and roles, list the bodies, and seat the interim council for ``sits`` days."""
    story.move_to(BEGINNING)
    hashed = hash_password(secrets.token_urlsafe(24))
    for player in CAST:
        person = add_person(
            handle=player.handle,
            name=player.name,
            at=story.at,
            email=address_of(player),
            password_hash=hashed,
            country=player.country,
            verified=True,
        )
        if player.group:
            _give_hat(story, person, player)
        story.persons[player.handle] = person.id
    with writing():
        for role in ("secretariat", "moderator"):
            give_role(story.persons["secretariat-desk"], role, at=story.at)
    seed_bodies(by=story.by("secretariat-desk"))
    _seat_the_council(story, sits)


def _give_hat(story: Story, person: Person, player: Player) -> None:
    add_hat(
        person,
        stakeholder_group=player.group,
        capacity="for" if player.organisation else "personal",
        organisation=player.organisation,
        confirmed=True,
        by=story.by_self(person.id),
    )


def _seat_the_council(story: Story, sits: int) -> None:
    free, ends = list(SEATS), (story.today - timedelta(days=BEGINNING - sits)).replace(hour=0)
    for player in (player for player in CAST if player.council):
        region = region_of(player.country)
        place = next(s for s in free if s.group == player.group and s.region in (None, region))
        free.remove(place)
        seat(place.number, story.person(player.handle), until=ends, by=story.by("secretariat-desk"))
    name_chair(story.person("ines"), by=story.by("secretariat-desk"))
