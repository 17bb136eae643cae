"""Words of several languages, from which titles, authors, tags and texts are made."""

from dataclasses import dataclass


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split("|"))


@dataclass(frozen=True)
class Vocabulary:
    """What documents of one language are about. `weight` is their share in per cent."""

    code: str
    weight: int
    kinds: tuple[str, ...]
    subjects: tuple[str, ...]
    places: tuple[str, ...]
    first_names: tuple[str, ...]
    last_names: tuple[str, ...]
    sentence: str
    title: str = "{kind} {number}: {subject}, {place}"
    author: str = "{first} {last}"


ENGLISH = Vocabulary(
    code="en",
    weight=44,
    kinds=_words(
        "Invoice|Annual report|Contract|Minutes|Study|Manual|Statement|Letter|"
        "Certificate|White paper|Offer|Policy|Thesis|Review|Survey"
    ),
    subjects=_words(
        "Heating and water|Sales of the year|Office lease|Board meeting|Soil moisture|"
        "Household insurance|Network security|Wind turbines|Clinical trial|Payroll|"
        "Bridge inspection|Data protection|Coastal erosion|Supplier audit|Solar roof|"
        "Machine translation|Drinking water|Travel expenses|School building|Vaccines|"
        "Railway timetable|Pension plan|Air quality|Library catalogue"
    ),
    places=_words(
        "Bristol|Boston|Leeds|Dublin|Toronto|Auckland|Cardiff|Chicago|Perth|Glasgow|"
        "Denver|Halifax|Oxford|Austin"
    ),
    first_names=_words(
        "Ada|Grace|Alan|Mary|John|Ruth|Peter|Susan|Oliver|Emma|Noah|Chloe"
    ),
    last_names=_words(
        "Lovelace|Hopper|Turing|Shelley|Miller|Baker|Clarke|Hughes|Walker|Reid|Stone|"
        "O’Brien|Fletcher|Nguyen|Patel|Carter"
    ),
    sentence="This is what was found about {subject} in {place}.",
)
GERMAN = Vocabulary(
    code="de",
    weight=20,
    kinds=_words(
        "Rechnung|Jahresbericht|Vertrag|Protokoll|Gutachten|Bescheid|Angebot|"
        "Kündigung|Prüfbericht|Dissertation|Lieferschein|Mahnung"
    ),
    subjects=_words(
        "Heizung und Wasser|Straßenbau|Müllgebühren|Grundsteuer|Haftpflicht|"
        "Mitgliederversammlung|Bodenfeuchte|Netzausbau|Wärmepumpe|Brückenprüfung|"
        "Datenschutz|Lohnabrechnung|Schulneubau|Trinkwasser|Fahrplan|Rente"
    ),
    places=_words(
        "Köln|München|Düsseldorf|Wien|Zürich|Leipzig|Hamburg|Graz|Tübingen|Kiel"
    ),
    first_names=_words("Jürgen|Anna|Björn|Käthe|Lukas|Marie|Søren|Heike|Max|Lena"),
    last_names=_words(
        "Müller|Schäfer|Weiß|König|Groß|Hofmann|Becker|Vogel|Fuchs|Lange|Öztürk"
    ),
    sentence="Das wurde zu {subject} in {place} festgestellt.",
)
FRENCH = Vocabulary(
    code="fr",
    weight=10,
    kinds=_words(
        "Facture|Rapport annuel|Contrat|Procès-verbal|Étude|Attestation|Devis|"
        "Relevé|Thèse"
    ),
    subjects=_words(
        "Chauffage et eau|Qualité de l’air|Assurance habitation|Érosion côtière|"
        "Réseau électrique|Impôt foncier|Conseil municipal|Vaccins|École primaire|"
        "Notes de frais"
    ),
    places=_words("Lyon|Nîmes|Genève|Bruxelles|Québec|Besançon|Rennes|Dakar"),
    first_names=_words("Élise|François|Amélie|Hélène|Zoé|Jérôme|Léa|Théo"),
    last_names=_words("Lefèvre|Dupont|Garçon|Moreau|Noël|Faure|Bérard|Diallo|Roux"),
    sentence="Voici ce qui a été constaté sur {subject} à {place}.",
)
SPANISH = Vocabulary(
    code="es",
    weight=9,
    kinds=_words(
        "Factura|Informe anual|Contrato|Acta|Estudio|Certificado|Presupuesto|"
        "Extracto|Tesis"
    ),
    subjects=_words(
        "Calefacción y agua|Calidad del aire|Seguro del hogar|Energía eólica|"
        "Protección de datos|Pensión|Obra pública|Vacunación|Señalización"
    ),
    places=_words("Málaga|Bogotá|Cádiz|Lima|Córdoba|Mérida|Quito|León"),
    first_names=_words("José|María|Iñigo|Lucía|Sofía|Ramón|Inés|Andrés"),
    last_names=_words("García|Núñez|Muñoz|Peña|Ibáñez|Rodríguez|López|Vázquez"),
    sentence="Esto es lo que se halló sobre {subject} en {place}.",
)
ARABIC = Vocabulary(
    code="ar",
    weight=9,
    kinds=_words("فاتورة|تقرير سنوي|عقد|محضر|دراسة|شهادة|عرض سعر|كشف"),
    subjects=_words(
        "التدفئة والمياه|جودة الهواء|تأمين المنزل|طاقة الرياح|حماية البيانات|"
        "الرواتب|بناء المدارس|مياه الشرب|السكك الحديدية"
    ),
    places=_words("القاهرة|عمّان|تونس|الرباط|بيروت|دبي|الخرطوم"),
    first_names=_words("أحمد|فاطمة|يوسف|مريم|خالد|ليلى|عمر|نور"),
    last_names=_words("المصري|حداد|الخطيب|منصور|السعيد|بن علي|الحسن"),
    sentence="هذا ما وُجد عن {subject} في {place}.",
    title="{kind} {number}: {subject}، {place}",
)
CHINESE = Vocabulary(
    code="zh",
    weight=8,
    kinds=_words("发票|年度报告|合同|会议纪要|研究|说明书|证书|报价单"),
    subjects=_words(
        "供暖与供水|空气质量|家庭保险|风力发电|数据保护|工资单|学校建设|饮用水|铁路时刻表"
    ),
    places=_words("北京|上海|广州|台北|成都|西安|杭州"),
    first_names=_words("伟|芳|娜|敏|静|强|磊|洋"),
    last_names=_words("王|李|张|刘|陈|杨|黄|赵|欧阳"),
    sentence="这是关于{place}{subject}的结果。",
    title="{place}{subject}{kind}（{number}）",
    author="{last}{first}",
)
VOCABULARIES = (ENGLISH, GERMAN, FRENCH, SPANISH, ARABIC, CHINESE)
TAG_COLOURS = ("", "", "", "#2563eb", "#b45309", "#15803d", "#be123c")
# What a tag adds to its subject, so that a library has more tags than subjects.
TAG_SUFFIXES = ("", " {year}", " {place}")
