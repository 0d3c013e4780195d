"""Replies as common mail programs write them, in several languages: the head of the quote, the quote, the signature.

Each is (charset, transfer encoding, plain text or None, HTML or None) and the words that are the person's own. What is
quoted is a mail of this site from ``IGTF <secretariat@igtf.example>``. All persons are invented.
"""

from base64 import encodebytes
from quopri import encodestring
from typing import NamedTuple

QUOTE = """\
Otso Exemplar (Civil society) commented.

Issue #1: Interconnection costs of landlocked countries
http://127.0.0.1:8000/issues/1#c1

> Transit through two neighbours doubles the price.

State now: New

What you reply to this mail within 30 days is posted publicly, as a comment
under your name.

-- 
Why this mail came: you follow it.
No more mail about issue #1, with one click:
http://127.0.0.1:8000/notice/stop/WzEsMV0.signed
At once, daily, weekly or no mail: http://127.0.0.1:8000/account/"""

QUOTED = "\n".join(f"> {line}".rstrip() for line in QUOTE.split("\n"))
HTML_QUOTE = "".join(f"<div>{line}</div>" for line in QUOTE.replace("> ", "&gt; ").split("\n"))


class Case(NamedTuple):
    """One reply, and what of it is a comment."""

    own: str
    plain: str | None
    html: str | None = None
    charset: str = "utf-8"
    encoding: str = "8bit"
    flowed: bool = False


def outlook(*labels: str, sent: str) -> str:
    """Return the head that Outlook puts before a text that it does not mark as quoted."""
    values = (
        "IGTF <secretariat@igtf.example>",
        sent,
        "ines@people.example",
        "[IGTF issue #1] Otso Exemplar commented: Interconnection",
    )
    return "\n".join(f"{label} {value}" for label, value in zip(labels, values, strict=True))


CORPUS = {
    "gmail en": Case(
        "I agree.\n\nThe first hop costs most.",
        f"I agree.\n\nThe first hop costs most.\n\nOn Fri, Nov 27, 2026 at 10:30 AM IGTF <secretariat@igtf.example> "
        f"wrote:\n\n{QUOTED}\n",
    ),
    "gmail en, head in two lines": Case(
        "I agree.",
        f"I agree.\n\nOn Fri, Nov 27, 2026 at 10:30 AM Internet Governance Task Force, IGTF <\n"
        f"secretariat@igtf.example> wrote:\n\n{QUOTED}\n",
    ),
    "apple mail en": Case(
        "Thanks, but the numbers are of 2019.\n\nWhere are newer ones?",
        f"Thanks, but the numbers are of 2019.\n\nWhere are newer ones?\n\n"
        f"> On 27 Nov 2026, at 10:30, IGTF <secretariat@igtf.example> wrote:\n> \n{QUOTED}\n",
        encoding="quoted-printable",
    ),
    "iphone en": Case(
        "Best, I think, is to ask the regulators first.",
        f"Best, I think, is to ask the regulators first.\n\nSent from my iPhone\n\n"
        f"> On 27 Nov 2026, at 10:30, IGTF <secretariat@igtf.example> wrote:\n> \n> \ufeff{QUOTED[2:]}\n",
    ),
    "thunderbird en, flowed, with a signature": Case(
        "This is one long paragraph that the program wraps because it is longer than the line that it likes.\n\n"
        "    # a code line\n\nThe end.",
        "This is one long paragraph that the program wraps because it is longer \nthan the line that it likes.\n\n"
        f"     # a code line\n\nThe end.\n\nOn 27/11/2026 10:30, IGTF wrote:\n{QUOTED}\n\n-- \nInes Exemplar\n"
        "An organisation\n",
        flowed=True,
    ),
    "mutt en, between the lines": Case(
        "Hello all,\n\n> > Transit through two neighbours doubles the price.\n\nNot in the north.\n\n"
        "> State now: New\n\nIt should be open.",
        "Hello all,\n\nOn Fri, Nov 27, 2026 at 10:30:00AM +0000, IGTF wrote:\n"
        "> > Transit through two neighbours doubles the price.\n\nNot in the north.\n\n> State now: New\n\n"
        "It should be open.\n\n> -- \n> Why this mail came: you follow it.\n\n-- \nInes\n",
    ),
    "answer below a whole quote": Case(
        "I write below, as we always did.",
        f"On Fri, 27 Nov 2026 10:30:00 +0000\nIGTF <secretariat@igtf.example> wrote:\n\n{QUOTED}\n\n"
        "I write below, as we always did.\n",
    ),
    "outlook en": Case(
        "Dear all,\n\nI support this.\n\nKind regards,\nInes",
        "Dear all,\n\nI support this.\n\nKind regards,\nInes\n\n________________________________\n"
        + outlook("From:", "Sent:", "To:", "Subject:", sent="Friday, November 27, 2026 10:30 AM") + f"\n\n{QUOTE}\n",
    ),
    "outlook mobile en": Case(
        "- one: the price\n- two: the delay",
        "- one: the price\n- two: the delay\n\nGet Outlook for Android<https://aka.ms/example>\n"
        "________________________________\n"
        + outlook("From:", "Sent:", "To:", "Subject:", sent="Friday, November 27, 2026 10:30:00 AM") + f"\n\n{QUOTE}\n",
        encoding="base64",
    ),
    "yahoo en, which marks no lines": Case(
        "Fine with me.\n\n 2 Mbit are enough.",
        "  Fine with me.\n\n 2 Mbit are enough.\n\n    On Friday, November 27, 2026 at 10:30:00 AM GMT+3, IGTF "
        "<secretariat@igtf.example> wrote:  \n\n " + QUOTE.replace("\n", "\n ") + "\n  \n",
    ),
    "samsung en": Case(
        "Yes.",
        "Yes.\n\n\n-------- Original message --------\nFrom: IGTF <secretariat@igtf.example>\n"
        f"Date: 27/11/2026 10:30 (GMT+03:00)\nTo: ines@people.example\nSubject: [IGTF issue #1] Otso\n\n{QUOTE}\n",
    ),
    "gmail fr": Case(
        "Je suis d’accord : le coût est là.",
        "Je suis d’accord : le coût est là.\n\nLe ven. 27 nov. 2026 à 10:30, IGTF <secretariat@igtf.example> a\n"
        f"écrit :\n\n{QUOTED}\n",
        encoding="quoted-printable",
    ),
    "thunderbird fr, latin 1": Case(
        "Le coût est élevé.\n\nCordialement",
        f"Le coût est élevé.\n\nCordialement\n\nLe 27/11/2026 à 10:30, IGTF a écrit\xa0:\n{QUOTED}\n",
        charset="iso-8859-1",
    ),
    "outlook fr": Case(
        "Merci, j’ai lu.\nLe délai est court.",
        "Merci, j’ai lu.\nLe délai est court.\n\n"
        + outlook("De :", "Envoyé :", "À :", "Objet :", sent="vendredi 27 novembre 2026 10:30") + f"\n\n{QUOTE}\n",
        charset="windows-1252",
        encoding="quoted-printable",
    ),
    "iphone fr": Case(
        "Oui.",
        "Oui.\n\nEnvoyé de mon iPhone\n\n> Le 27 nov. 2026 à 10:30, IGTF <secretariat@igtf.example> a écrit :\n> \n"
        f"{QUOTED}\n",
    ),
    "gmail es": Case(
        "Gracias, pero no: falta la región.",
        "Gracias, pero no: falta la región.\n\nEl vie, 27 nov 2026 a las 10:30, IGTF (<secretariat@igtf.example>)\n"
        f"escribió:\n\n{QUOTED}\n",
    ),
    "outlook es": Case(
        "De acuerdo.\n\nSaludos,\nInés",
        "De acuerdo.\n\nSaludos,\nInés\n\n"
        + outlook("De:", "Enviado:", "Para:", "Asunto:", sent="viernes, 27 de noviembre de 2026 10:30")
        + f"\n\n{QUOTE}\n",
        charset="iso-8859-1",
        encoding="quoted-printable",
    ),
    "android es": Case(
        "Sí.",
        "Sí.\n\nEnviado desde mi teléfono Samsung Galaxy.\n\n\n-------- Mensaje original --------\n"
        "De: IGTF <secretariat@igtf.example> \n"
        f"Fecha: 27/11/26 10:30 (GMT-05:00) \nA: ines@people.example \n\n{QUOTE}\n",
    ),
    "gmail ar": Case(
        "أوافق على ذلك.\n\nالتكلفة مرتفعة جداً.",
        "أوافق على ذلك.\n\nالتكلفة مرتفعة جداً.\n\nفي الجمعة، 27 نوفمبر 2026 في 10:30 ص تمت كتابة ما يلي بواسطة IGTF\n"
        f"<secretariat@igtf.example>:\n\n{QUOTED}\n",
        encoding="base64",
    ),
    "gmail ar, with marks of direction": Case(
        "أوافق على ذلك.",
        "أوافق على ذلك.\n\n\u202bفي الجمعة، 27 نوفمبر 2026 في 10:30 ص تمت كتابة ما يلي بواسطة \u202aIGTF\u202c\u200f "
        f"<\u202asecretariat@igtf.example\u202c\u200f>:\u202c\n\n{QUOTED}\n",
        encoding="base64",
    ),
    "gmail he, with marks of direction, which marks no lines": Case(
        "מסכימה.",
        "מסכימה.\n\n\u202bבתאריך יום ו׳, 27 בנוב׳ 2026 ב-10:30 מאת \u202aIGTF\u202c\u200f <\u202a\n"
        f"secretariat@igtf.example\u202c\u200f>:\u202c\n\n{QUOTE}\n",
    ),
    "outlook ar": Case(
        "شكراً لكم.",
        "شكراً لكم.\n\n________________________________\n"
        + outlook("من:", "تم الإرسال:", "إلى:", "الموضوع:", sent="الجمعة، 27 نوفمبر، 2026 10:30 ص") + f"\n\n{QUOTE}\n",
        charset="windows-1256",
        encoding="base64",
    ),
    "iphone ar": Case(
        "نعم.",
        "نعم.\n\nأُرسلت من الـ iPhone\n\n"
        "> في ٢٧ نوفمبر ٢٠٢٦، الساعة ١٠:٣٠، كتب/كتبت IGTF <secretariat@igtf.example>:\n> \n"
        f"{QUOTED}\n",
    ),
    "gmail ru": Case(
        "Согласна.\n\nСпасибо за текст: он ясен.",
        "Согласна.\n\nСпасибо за текст: он ясен.\n\nпт, 27 нояб. 2026 г. в 10:30, IGTF <secretariat@igtf.example>:\n\n"
        f"{QUOTED}\n",
        charset="koi8-r",
    ),
    "mail.ru": Case(
        "Нет, цена другая.",
        "Нет, цена другая.\n\n\n--\nИнес Экземпляр\n\n\nПятница, 27 ноября 2026, 10:30 +03:00 от IGTF "
        f"<secretariat@igtf.example>:\n\n{QUOTED}\n",
        charset="windows-1251",
        encoding="base64",
    ),
    "thunderbird ru": Case(
        "Да, поддерживаю.",
        f"Да, поддерживаю.\n\n27.11.2026 10:30, IGTF пишет:\n{QUOTED}\n",
    ),
    "iphone ru": Case(
        "Да.",
        "Да.\n\nОтправлено с iPhone\n\n> 27 нояб. 2026 г., в 10:30, IGTF <secretariat@igtf.example> написал(а):\n> \n"
        f"{QUOTED}\n",
    ),
    "outlook ru": Case(
        "Прошу уточнить срок.",
        "Прошу уточнить срок.\n\n"
        + outlook("От:", "Отправлено:", "Кому:", "Тема:", sent="27 ноября 2026 г. 10:30") + f"\n\n{QUOTE}\n",
        charset="windows-1251",
    ),
    "gmail zh": Case(
        "同意。\n\n成本太高。",
        f"同意。\n\n成本太高。\n\nIGTF <secretariat@igtf.example> 于2026年11月27日周五 10:30写道：\n\n{QUOTED}\n",
    ),
    "qq zh": Case(
        "我支持这个提案。",
        "我支持这个提案。\n\n\n\n\n------------------&nbsp;原始邮件&nbsp;------------------\n".replace("&nbsp;", "\xa0")
        + '发件人:                                                                                          '
        '"IGTF"                                                                                    '
        "<secretariat@igtf.example>;\n发送时间: 2026年11月27日(星期五) 晚上6:30\n"
        "收件人: \"ines\"<ines@people.example>;\n"
        f"主题: [IGTF issue #1] Otso\n\n\n\n{QUOTE}\n",
        charset="gb18030",
        encoding="base64",
    ),
    "163 zh, said to be gb2312": Case(
        "謝謝，镕的数字不对。",
        "謝謝，镕的数字不对。\n\n\n\n\n\n"
        "在 2026-11-27 10:30:00，\"IGTF\" <secretariat@igtf.example> 写道：\n\n"
        f"{QUOTED}\n",
        charset="gb2312",
        encoding="base64",
    ),
    "foxmail zh": Case(
        "好。",
        "好。\n\n\n \n发件人： IGTF\n发送时间： 2026-11-27 10:30\n收件人： ines\n主题： [IGTF issue #1]\n"
        f"{QUOTE}\n",
    ),
    "outlook zh": Case(
        "请给出来源。",
        "请给出来源。\n\n从我的 iPhone 发送\n________________________________\n"
        + outlook("发件人:", "发送时间:", "收件人:", "主题:", sent="2026年11月27日 10:30") + f"\n\n{QUOTE}\n",
    ),
    "gmx de, with the day first": Case(
        "Dafür.",
        "Dafür.\n \n \n*Gesendet:* Freitag, 27. November 2026 um 10:30\n*Von:* IGTF <secretariat@igtf.example>\n"
        f"*An:* ines@people.example\n*Betreff:* [IGTF issue #1] Otso\n\n{QUOTE}\n",
    ),
    "protonmail de": Case(
        "Einverstanden.",
        "Einverstanden.\n\n\nAm Freitag, 27. November 2026 um 10:30, IGTF <secretariat@igtf.example> schrieb:\n\n"
        f"{QUOTED}\n",
    ),
    "gmail sw, a language in no table": Case(
        "Nakubali.",
        f"Nakubali.\n\nMnamo Ijumaa, 27 Nov 2026, 10:30 IGTF <secretariat@igtf.example> aliandika:\n\n{QUOTED}\n",
    ),
    "html alone, gmail": Case(
        "I agree.\n\n- one\n- two",
        None,
        "<div dir='ltr'>I agree.<ul><li>one</li><li>two</li></ul></div><br><div class='gmail_quote'><div dir='ltr' "
        "class='gmail_attr'>On Fri, Nov 27, 2026 at 10:30 AM IGTF &lt;<a href='mailto:secretariat@igtf.example'>"
        "secretariat@igtf.example</a>&gt; wrote:<br></div><blockquote class='gmail_quote'>" + HTML_QUOTE
        + "</blockquote></div>",
    ),
    "roundcube en, below": Case(
        "I write below.",
        f"On 2026-11-27 10:30, IGTF wrote:\n{QUOTED}\nI write below.\n",
    ),
    "roundcube en, below the dates of what is quoted": Case(
        "> Closes: 12 December 2026, 10:00 UTC\n> Your time: 11:00\n\nThat is too soon.",
        "On 2026-11-27 10:30, IGTF wrote:\n> Closes: 12 December 2026, 10:00 UTC\n> Your time: 11:00\n\n"
        "That is too soon.\n",
    ),
    "mail of windows": Case(
        "I agree.",
        "I agree.\n\nSent from Mail<https://go.microsoft.com/fwlink/?LinkId=550986> for Windows 10\n\n"
        "From: IGTF<mailto:secretariat@igtf.example>\nSent: Friday, November 27, 2026 10:30 AM\n"
        f"To: ines<mailto:ines@people.example>\nSubject: [IGTF issue #1] Otso\n\n{QUOTE}\n",
    ),
    "protonmail on a telephone": Case(
        "My source:\n<https://prices.example/2026>",
        "My source:\n<https://prices.example/2026>\n\n"
        "Sent from [Proton Mail](https://proton.example/mail/home) for iOS.\n\n"
        "-------- Original Message --------\nOn Friday, 11/27/26 at 10:30 IGTF <secretariat@igtf.example> wrote:\n\n"
        f"{QUOTED}\n",
    ),
    "html alone, with links, lists and a table": Case(
        "As the report <https://reports.example/2026?a=1&b=2> and https://prices.example/ say:\n\n3. the price\n\n"
        "4. the delay\n\n- of cables\n\nCountry Price\nNorth 3\n\n    first\n    second\n\nThis is all.\n\nInes",
        None,
        "<div>As <a href='https://reports.example/2026?a=1&amp;b=2'>the report</a> and "
        "<a href='https://prices.example'>https://prices.example/</a> say:<br></div>"
        "<ol start='3'><li><p>the price</p></li><li>the delay</li></ol><ul><li><p>of cables</p></li><li></li></ul>"
        "<table><tr><th>Country</th><th>Price</th></tr><tr><td>North</td><td>3</td></tr></table>"
        "<pre>    first\n    second</pre><a href='https://logo.example/'><img src='cid:logo'></a>"
        "<div>This is all.</div><div><br></div><div>Ines</div>",
    ),
    "html alone, outlook on the web": Case(
        "Très bien.",
        None,
        "<html><head><style>p {margin:0}</style></head><body><div>Très bien.</div><div id='appendonsend'></div><hr>"
        "<div id='divRplyFwdMsg' dir='ltr'><b>De :</b> IGTF &lt;secretariat@igtf.example&gt;<br>"
        "<b>Envoyé :</b> vendredi 27 novembre 2026 10:30<br>"
        "<b>À :</b> ines@people.example<br><b>Objet :</b> [IGTF issue #1] Otso</div>"
        + HTML_QUOTE + "</body></html>",
        charset="windows-1252",
        encoding="quoted-printable",
    ),
    "plain and html": Case(
        "The plain part is taken.", f"The plain part is taken.\n\nOn 27 Nov 2026, at 10:30, IGTF wrote:\n{QUOTED}\n",
        "<p>The HTML part is not.</p>",
    ),
    "an own quote at the end": Case(
        "The law says, and so do I:\n\n> Prices are published.",
        "The law says, and so do I:\n\n> Prices are published.\n",
    ),
    "from where I stand, zh": Case("从我的角度看，成本太高。", "从我的角度看，成本太高。\n"),
    "words that look like furniture": Case(
        "Thank you,\nwe read it on 3 May 2026:\n\n> an own quote of a law\n\nWarning: this mail is no advice.\n\n"
        "Regards to all: the price is\n- 3 per Mbit\n- 4 elsewhere",
        "Thank you,\nwe read it on 3 May 2026:\n\n> an own quote of a law\n\nWarning: this mail is no advice.\n\n"
        "Regards to all: the price is\n- 3 per Mbit\n- 4 elsewhere\n",
    ),
}  # fmt: skip


def part(kind: str, text: str, case: Case) -> bytes:
    """Return one part of a mail, in the charset and the encoding of its program."""
    data = text.encode("gb18030" if case.charset == "gb2312" else case.charset)
    if case.encoding == "base64":
        data = encodebytes(data)
    elif case.encoding == "quoted-printable":
        data = encodestring(data)
    flowed = "; format=flowed" if case.flowed else ""
    head = f"Content-Type: text/{kind}; charset={case.charset}{flowed}\nContent-Transfer-Encoding: {case.encoding}\n\n"
    return head.encode() + data


def body_of(case: Case) -> bytes:
    """Return the parts of a mail, with the headers that say how they are to be read."""
    plain = part("plain", case.plain, case) if case.plain is not None else None
    html = part("html", case.html, case) if case.html is not None else None
    if plain and html:
        return (
            b"Content-Type: multipart/alternative; boundary=bb\n\n--bb\n" + plain + b"\n--bb\n" + html + b"\n--bb--\n"
        )
    return plain or html or b""
