"""The topics of issues: 7 clusters and 40 topics of public policy about the Internet.

The list is that of the mapping made for the Commission on Science and Technology for Development in
2015. The descriptions are ours: issues are compared by them with the mandates of bodies.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from flask_babel import LazyString

from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_pgettext as _lp


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic; ``cluster`` is its family in the published list."""

    slug: str
    cluster: str
    label: LazyString

    @property
    def description(self) -> LazyString:
        """One sentence that says what belongs here."""
        return _DESCRIPTIONS[self.slug]


CLUSTERS: Mapping[str, LazyString] = MappingProxyType(
    {
        "infrastructure": _l("Infrastructure and standardisation"),
        "security": _lp("topics", "Security"),
        "human-rights": _lp("topics", "Human rights"),
        "legal": _lp("topics", "Legal"),
        "economic": _lp("topics", "Economic"),
        "development": _lp("topics", "Development"),
        "sociocultural": _lp("topics", "Sociocultural"),
    }
)
"""The families of topics, in the order of the list."""

_TOPICS = (
    Topic("communications-infrastructure", "infrastructure", _l("Communications infrastructure")),
    Topic("technical-standards", "infrastructure", _l("Technical standards")),
    Topic("web-standards", "infrastructure", _l("Web standards")),
    Topic("protocol-numbers", "infrastructure", _l("Internet protocol numbers")),
    Topic("domain-name-system", "infrastructure", _l("Domain name system")),
    Topic("root-zone", "infrastructure", _l("Root zone")),
    Topic("net-neutrality", "infrastructure", _l("Net neutrality")),
    Topic("cloud-computing", "infrastructure", _l("Cloud computing")),
    Topic("convergence", "infrastructure", _l("Convergence")),
    Topic("internet-of-things", "infrastructure", _l("Internet of Things")),
    Topic("cybersecurity", "security", _l("Cybersecurity")),
    Topic("cybercrime", "security", _l("Cybercrime")),
    Topic("critical-infrastructure", "security", _l("Internet as part of critical information infrastructure")),
    Topic("cyber-conflict", "security", _l("Cyber conflict")),
    Topic("child-safety-online", "security", _l("Child safety online")),
    Topic("encryption", "security", _l("Encryption")),
    Topic("spam", "security", _l("Spam")),
    Topic("digital-signatures", "security", _l("Digital signatures")),
    Topic("freedom-of-expression", "human-rights", _l("Freedom of expression")),
    Topic("privacy-and-data-protection", "human-rights", _l("Privacy and data protection")),
    Topic("disabilities", "human-rights", _l("Rights of people with disabilities and the Internet")),
    Topic("womens-rights", "human-rights", _l("Women's rights online")),
    Topic("jurisdiction", "legal", _l("Jurisdiction")),
    Topic("dispute-resolution", "legal", _l("Arbitration and other forms of dispute resolution")),
    Topic("copyright", "legal", _l("Copyright")),
    Topic("trademark", "legal", _l("Trademark")),
    Topic("labour-law", "legal", _l("Labour law")),
    Topic("intermediaries", "legal", _l("Intermediaries")),
    Topic("e-commerce", "economic", _l("E-commerce")),
    Topic("e-money-and-virtual-currencies", "economic", _l("E-money and virtual currencies")),
    Topic("consumer-protection", "economic", _l("Consumer protection")),
    Topic("taxation", "economic", _l("Taxation")),
    Topic("access", "development", _l("Access")),
    Topic("digital-divide", "development", _l("The digital divide")),
    Topic("capacity-development", "development", _l("Capacity development")),
    Topic("content-policy", "sociocultural", _l("Content policy")),
    Topic("cultural-diversity", "sociocultural", _l("Cultural diversity")),
    Topic("multilingualism", "sociocultural", _l("Multilingualism")),
    Topic("online-education", "sociocultural", _l("Online education")),
    Topic("global-public-good", "sociocultural", _l("Internet as global public good")),
)

_DESCRIPTIONS: Mapping[str, LazyString] = MappingProxyType(
    {
        "communications-infrastructure": _l(
            "The cables, satellites, mobile networks and exchange points that carry "
            "traffic, and what it costs to interconnect them."
        ),
        "technical-standards": _l(
            "How the protocols that make networks work together are written and adopted, and who takes part."
        ),
        "web-standards": _l("The formats and interfaces of browsers and web pages, and how open they stay."),
        "protocol-numbers": _l(
            "How IP addresses and autonomous system numbers are allocated, the "
            "move to IPv6, and transfers between regions."
        ),
        "domain-name-system": _l(
            "Which domain names and top-level domains exist, who may register them, and under which rules."
        ),
        "root-zone": _l(
            "Who enters changes in the top of the domain name system, who oversees it, and how its servers are run."
        ),
        "net-neutrality": _l(
            "Whether access providers may block, slow down, favour or price traffic by what it carries."
        ),
        "cloud-computing": _l(
            "Storing and processing data on the machines of others: portability, "
            "location, reliability and dependence on few providers."
        ),
        "convergence": _l(
            "Telephony, broadcasting and data on the same networks, and rules that were made for each alone."
        ),
        "internet-of-things": _l(
            "Devices that sense and act over the network: their security, addressing, "
            "interoperability and the data they collect."
        ),
        "cybersecurity": _l(
            "Protecting networks, systems and their users against attacks and "
            "failures, and answering incidents together."
        ),
        "cybercrime": _l(
            "Crimes committed against or by means of computers, and how "
            "investigators of different countries work together."
        ),
        "critical-infrastructure": _l(
            "Keeping alive the networks on which energy, health, finance and government depend."
        ),
        "cyber-conflict": _l(
            "What states may do to each other over networks: norms of responsible "
            "behaviour, international law, confidence building."
        ),
        "child-safety-online": _l(
            "Protecting children from abuse, harmful contact and exploitation, "
            "while they keep their right to take part."
        ),
        "encryption": _l("Keeping communications confidential, and demands for access to what is encrypted."),
        "spam": _l("Unwanted bulk messages and the networks of infected machines that send them."),
        "digital-signatures": _l(
            "Electronic signatures, certificates and identities that are trusted and recognised across borders."
        ),
        "freedom-of-expression": _l(
            "The right to seek, receive and impart information, and its limits: blocking, filtering, shutdowns."
        ),
        "privacy-and-data-protection": _l(
            "What may be known, kept and passed on about people by companies and by states, surveillance included."
        ),
        "disabilities": _l(
            "Content, devices and services that everybody can perceive and operate, and the duty to provide them."
        ),
        "womens-rights": _l(
            "Equal access and voice for women and girls, and protection against gender-based harassment and violence."
        ),
        "jurisdiction": _l(
            "Whose courts and whose law apply when people, data and services are in different countries."
        ),
        "dispute-resolution": _l("Settling disputes out of court, over domain names, purchases and contracts."),
        "copyright": _l(
            "Authors' rights over works that are copied, shared and streamed, and the exceptions for users."
        ),
        "trademark": _l("Protecting marks and brands in domain names, searches and shops, and against counterfeits."),
        "labour-law": _l("The conditions and rights of those who work through platforms or at a distance."),
        "intermediaries": _l("What providers, platforms and search engines answer for when others use them."),
        "e-commerce": _l(
            "Buying and selling goods and services over the network, in one country "
            "and across borders, with its trade rules."
        ),
        "e-money-and-virtual-currencies": _l(
            "Electronic money, mobile payments and crypto-currencies: their supervision, risks and use."
        ),
        "consumer-protection": _l("Fair terms, redress and safety for those who buy goods and services at a distance."),
        "taxation": _l("Where and how sales and profits of companies without a local presence are taxed."),
        "access": _l("Connecting those who are not yet connected, at prices they can afford."),
        "digital-divide": _l("Differences between and within countries in who can use the network and gain from it."),
        "capacity-development": _l(
            "Training, institutions and help so that people and countries can use the network and shape its policy."
        ),
        "content-policy": _l("What content is illegal, harmful or protected, and who decides on its removal."),
        "cultural-diversity": _l(
            "Local and minority cultures, heritage and content in a market of few large services."
        ),
        "multilingualism": _l(
            "Using the network in every language and script, in content, in addresses and in domain names."
        ),
        "online-education": _l(
            "Learning and teaching over the network, open educational resources, and the quality of courses."
        ),
        "global-public-good": _l(
            "Whether the network, or its core, is a common resource of mankind to be kept and financed as such."
        ),
    }
)

TOPICS: Mapping[str, Topic] = MappingProxyType({topic.slug: topic for topic in _TOPICS})
"""Topics by slug, in the order of the list."""

TOPICS_ASKED = (*TOPICS, "unclassified")
"""What lists are filtered by: a topic, or none."""
