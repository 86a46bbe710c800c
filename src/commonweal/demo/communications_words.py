"""What the made-up alliance says: pages, messages, newsletters, a forum, and what people wrote back."""

from __future__ import annotations

from typing import Any

TAGLINE = "One door to food, a home and care"
PRESS = (
    "The Laurel County Health Alliance brings forty organisations together: hospitals, clinics, pantries, housing and "
    "legal help. Each passes people on to the other until the need is met, and the alliance publishes what it changes."
)
PAGES: tuple[tuple[str, str, float, dict[str, tuple[str, str, str]]], ...] = (
    (
        "home", "page", 597,
        {
            "en": (
                "Whichever door you come to is the right one",
                "Forty organisations in Laurel County help each other to help you.",
                "{{image:front-porch.png|A porch with four doors, one of them open}}\n\n"
                "Do you need food, a safe home, a ride or care? Ask any of us. We will find who can help, and we stay with "
                "you until you have it.\n\n{{services}}\n\n## What we changed\n\n"
                "{{figure:no_show_rate}} of visits are missed. Since we began to send reminders it is fewer.\n\n"
                "{{chart:no_show_rate}}\n\n## News\n\n{{news:3}}\n\n## Come and join us\n\n{{events:2}}\n\n"
                "## You said – we did\n\n{{you-said:2}}\n\n{{feedback:tell-us}}",
            ),
            "es": (
                "Cualquier puerta es la correcta",
                "Cuarenta organizaciones del condado de Laurel se ayudan para ayudarle.",
                "{{image:front-porch.png|Un porche con cuatro puertas, una de ellas abierta}}\n\n"
                "¿Necesita comida, un hogar seguro, transporte o atención médica? Pregunte a cualquiera de nosotros. "
                "Buscamos quién puede ayudar y seguimos con usted hasta que lo tenga.\n\n{{services}}\n\n"
                "## Qué cambiamos\n\nSe pierde el {{figure:no_show_rate}} de las visitas. Son menos desde que enviamos "
                "recordatorios.\n\n{{chart:no_show_rate}}\n\n## Noticias\n\n{{news:3}}\n\n"
                "## Venga y participe\n\n{{events:2}}\n\n{{feedback:tell-us}}",
            ),
        },
    ),
    (
        "about", "page", 590,
        {
            "en": (
                "About us", "Who we are and how we decide.",
                "We are forty organisations that help the same people. We share what we know only when the person agrees.\n\n"
                "- Every organisation has one vote.\n- Whoever leaves our agreement sees nothing from that moment on.\n"
                "- We publish what we reach, and what we do not.\n\nSee [where we are going](page:home).",
            ),
            "es": (
                "Sobre nosotros", "Quiénes somos y cómo decidimos.",
                "Somos cuarenta organizaciones que ayudan a las mismas personas. Compartimos lo que sabemos solo si la "
                "persona está de acuerdo.\n\n- Cada organización tiene un voto.\n- Publicamos lo que logramos y lo que no.",
            ),
        },
    ),
    (
        "reminders-work", "news", 95,
        {
            "en": (
                "Reminders work: fewer missed visits", "A text the day before, in the language people speak.",
                "Now {{figure:no_show_rate}} of visits are missed. The clinics send a short text the day before. It says "
                "where to go and how to get there.\n\n{{chart:no_show_rate}}",
            ),
            "es": (
                "Los recordatorios funcionan", "Un mensaje el día antes, en el idioma de cada persona.",
                "Ahora se pierde el {{figure:no_show_rate}} de las visitas. Las clínicas envían un mensaje corto el día "
                "antes.\n\n{{chart:no_show_rate}}",
            ),
        },
    ),
    (
        "saturday-pantry", "news", 40,
        {
            "en": (
                "A pantry on Saturdays", "You asked for food at the weekend. Three partners open in turn.",
                "At the forum many of you said that the week is long and the weekend longer. From now on a pantry is open "
                "every Saturday from ten to one.",
            ),
            "es": (
                "Despensa los sábados", "Pidieron comida el fin de semana. Tres socios abren por turnos.",
                "En el foro muchos dijeron que el fin de semana es largo. Desde ahora hay una despensa abierta cada sábado, "
                "de diez a una.",
            ),
        },
    ),
    (
        "open-meeting", "news", 20,
        {"en": ("Our next forum is about housing", "Come and tell us what stands in the way.",
                "We meet in the library. There will be interpreters, child care and a ramp.")},
    ),
)  # fmt: skip

AUDIENCES = (
    ("patients", "People we serve", 21_000, "One place to ask; words they know; Spanish", "They send you from door to door.", ["en", "es"], 6),
    ("employees", "People who work at our partners", 6_400, "What changes in their day, and why", "Another programme that will pass.", ["en"], 9),
    ("physicians", "Physicians", 380, "That a referral ends with help, not with a fax", "I never hear what became of my patient.", ["en"], 12),
    ("community", "Leaders of congregations and neighbourhoods", 120, "To be asked before things are decided", "They listen after they have decided.", ["en", "es"], 8),
    ("policymakers", "County board and state legislators", 45, "Figures that can be defended", "Nice, but what does it save?", ["en"], 12),
    ("press", "Press", 12, "Somebody who answers before four o'clock", "", ["en"], 10),
)  # fmt: skip
MESSAGES: tuple[tuple[str, float, dict[str, str], str, tuple[tuple[str, str, str, str, int], ...]], ...] = (
    ("one-door", 420, {"en": "Whichever door you come to is the right one: we find who can help, and we stay with you until you have it.",
                       "es": "Cualquier puerta es la correcta: buscamos quién puede ayudar y seguimos con usted hasta que lo tenga."},
     "People tell their story once and are not sent away.", (("indicator", "closed_loop_rate", "", "", 0),)),
    ("your-story", 380, {"en": "Your story is yours. We share it only with whom you choose, and you can change your mind.",
                         "es": "Su historia es suya. La compartimos solo con quien usted elija, y puede cambiar de idea."},
     "Trust: people say what they need.", (("decision", "", "Data sharing agreement, signed by all partners", "", 0),)),
    ("reminders", 200, {"en": "A reminder in your language: fewer visits are missed, and others are seen sooner.",
                        "es": "Un recordatorio en su idioma: se pierden menos visitas y otros llegan antes."},
     "Shorter waits for everybody.", (("indicator", "no_show_rate", "", "", 0),
      ("story", "", "“I got the text in Spanish and my neighbour drove me.”", "Mrs. R., signed form of 4 March, kept by Riverside Health", 160))),
    ("rides", 30, {"en": "Nobody should miss care for want of a ride."}, "Care is reached.", ()),
)  # fmt: skip
CALENDAR = (
    ("patients", "one-door", "letter", 150, "Ines Farrow"), ("physicians", "reminders", "meeting", 90, "Daniel Osei"),
    ("patients", "reminders", "website", 95, "Ines Farrow"), ("policymakers", "reminders", "meeting", 3, "Ruth Calloway"),
    ("community", "one-door", "event", -18, "Ines Farrow"), ("patients", "your-story", "newsletter", -25, "Ines Farrow"),
)  # fmt: skip

_SPRING = {
    "en": {
        "subject": "Fewer missed visits, and a forum on food",
        "body": "## What changed\n\n- Missed visits: 13.9 % (last month). Better than expected since the reminders began.\n\n"
        "## Come and join us\n\n- A forum on food in the library. There will be interpreters.\n\n"
        "Thank you for reading. Tell us what you think.",
    },
    "es": {
        "subject": "Menos visitas perdidas, y un foro sobre comida",
        "body": "## Qué cambió\n\n- Visitas perdidas: 13.9 % (el mes pasado). Mejor de lo esperado desde los recordatorios.\n\n"
        "## Venga y participe\n\n- Un foro sobre comida en la biblioteca. Habrá intérpretes.\n\nGracias por leernos.",
    },
}  # fmt: skip
_AUTUMN = {
    "en": {
        "subject": "You asked for food at the weekend",
        "body": "## You said – we did\n\n> The weekend is long.\n\nA pantry is open every Saturday from ten to one.\n\n"
        "## A story\n\n> I got the text in Spanish and my neighbour drove me.",
    },
    "es": {
        "subject": "Pidieron comida el fin de semana",
        "body": "## Usted dijo – nosotros hicimos\n\n> El fin de semana es largo.\n\nUna despensa abre cada sábado, de diez a una.",
    },
}  # fmt: skip
_WINTER = {
    "en": {
        "subject": "What we reached this year",
        "body": "{{figure:no_show_rate}} of visits are missed.\n\n{{message:rides}}",
    }
}
NEWSLETTERS = (
    ("Forum and reminders", "forum-and-reminders", 110, _SPRING),
    ("Saturday pantry", "saturday-pantry", 38, _AUTUMN),
    ("Winter", "winter-draft", 2, _WINTER),
)

FORUM = {
    "en": {
        "title": "Forum on food",
        "text": "What would make it easier to have enough? Supper and child care are there.",
    },
    "es": {
        "title": "Foro sobre comida",
        "text": "¿Qué haría más fácil tener suficiente? Habrá cena y cuidado de niños.",
    },
}
OUTCOME = (
    "31 people came, ten of them with an interpreter. Three things were asked for most:\n\n- a pantry at the weekend\n"
    "- rides to it\n- one list of what is open when\n\nThe first is done; a team works on the second."
)
NEXT_FORUM = {
    "en": {
        "title": "Forum on housing",
        "text": "What stands between you and a safe home? Supper and child care are there.",
    },
    "es": {
        "title": "Foro sobre vivienda",
        "text": "¿Qué le impide tener un hogar seguro? Habrá cena y cuidado de niños.",
    },
}
POST = "Whichever door you come to is the right one. Ask any of forty partners in Laurel County: we stay with you until you have help."
DRAFT_POST = "Nobody should miss care for want of a ride. Our team is working on it: tell us where the bus does not go."
RELEASE = (
    "Forum on food draws neighbours from four towns",
    "Laurel. Thirty-one people came to the library to say what would make it easier to have enough. Most of all they "
    "asked for a pantry at the weekend. Three partners will open one in turn, from ten to one on Saturdays.\n\n"
    "“They told us what we did not see,” said Ruth Calloway, who directs the alliance.",
)

QUESTIONS: list[dict[str, Any]] = [
    {"key": "understand", "kind": "understanding", "choices": [],
     "names": {"en": "I understand what the alliance is for.", "es": "Entiendo para qué es la alianza."}},
    {"key": "rating", "kind": "rating", "choices": [],
     "names": {"en": "Were you helped?", "es": "¿Le ayudaron?"}},
    {"key": "words", "kind": "text", "choices": [],
     "names": {"en": "What should we do better?", "es": "¿Qué deberíamos hacer mejor?"}},
]  # fmt: skip
FORMS = (
    ("patients", "tell-us", {"en": {"title": "Tell us what you think", "lead": "It takes two minutes.", "thanks": "Thank you. Somebody reads every word."},
                             "es": {"title": "Díganos qué piensa", "lead": "Son dos minutos.", "thanks": "Gracias. Alguien lee cada palabra."}}),
    ("employees", "staff", {"en": {"title": "For people who work at our partners", "lead": "", "thanks": ""},
                            "es": {"title": "Para quienes trabajan en nuestras organizaciones", "lead": "", "thanks": ""}}),
)  # fmt: skip
AFTER = {
    "en": {"title": "How was the forum?", "lead": "", "thanks": ""},
    "es": {"title": "¿Qué tal el foro?", "lead": "", "thanks": ""},
}
VOICES = (
    (400, "Getting there", "The bus to the clinic comes once an hour and stops at five. I had to walk home.", "en", "You are right about the bus. A team of three partners is looking for rides after five; we will write when it has something."),
    (380, "Getting there", "No ride, no visit. My appointment was at eight and the first bus is at nine.", "en", ""),
    (350, "Getting there", "I could not get a ride to the food bank with two children and the bus full.", "en", ""),
    (340, "Food at the weekend", "The pantry is closed on Saturday and Sunday. School lunch is not there either.", "en", "From next month a pantry is open every Saturday from ten to one. Thank you for saying it."),
    (330, "Food at the weekend", "La despensa cierra el fin de semana y mis hijos comen menos.", "es", ""),
    (310, "Food at the weekend", "By Sunday the food from the pantry is gone. Please open one more day.", "en", ""),
    (250, "Being heard", "Nobody called me back. I told my story three times to three people.", "en", "That must not happen. From now on whoever takes your story stays with you until you are helped."),
    (230, "Being heard", "The lady at the desk listened to me and called back the next day.", "en", ""),
    (210, "Being heard", "I was asked to fill the same form again. Somebody should listen once.", "en", ""),
    (16, "", "The last bus leaves before the clinic closes. Is there a ride in the evening?", "en", ""),
    (9, "", "Could the Saturday pantry have milk and diapers, too?", "en", ""),
    (2, "", "Thank you for the text in Spanish.", "en", ""),
)  # fmt: skip
DONE = (
    (39, "Food at the weekend",
     {"en": "The pantry is closed at the weekend.", "es": "La despensa cierra el fin de semana."},
     {"en": "Three partners open one in turn, every Saturday from ten to one.", "es": "Tres socios abren por turnos, cada sábado de diez a una."}),
    (240, "Being heard",
     {"en": "I told my story three times.", "es": "Conté mi historia tres veces."},
     {"en": "Whoever takes your story stays with you until you are helped.", "es": "Quien escucha su historia sigue con usted hasta que recibe ayuda."}),
)  # fmt: skip
ANNOUNCEMENT = (
    "The directory moves to one list of opening hours",
    "From Monday each partner keeps its own opening hours in the directory. Please look at yours before Friday. "
    "Of all referrals {{figure:closed_loop_rate}} are closed; right hours help.",
)
CHARTER = "We find rides for people who would miss care or food without one. Three partners, six months, one route at a time."
THREAD = (
    "Which route first?",
    (("lead", "The clinic loses most visits from the east side. @Keisha Moreau, how many of your tenants live there?"),
     ("housing", "Eighty households. The last bus leaves at five."),
     ("office", "The county has a van that stands still after four. I will ask.")),
)  # fmt: skip
DOCUMENTS = (
    ("How we decide", "alliance", True, "director", "Every organisation has one vote. Decisions are published.\n"),
    ("How we share records", "agreement", False, "director", "For parties of the agreement: how a consent is taken and revoked.\n"),
    ("Notes on routes", "organisation", False, "housing", "Only for us: drivers and their hours.\n"),
)  # fmt: skip
