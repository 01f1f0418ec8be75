"""The pictures of the sample, drawn as SVG: each value is the inside of a 640x480 drawing."""


def boxed(x, y, w, h, d, front, side, top):
    """A box in oblique projection: front face w by h, depth d."""
    return (
        f'<path d="M{x} {y}l{d} {-d * .6}h{w}l{-d} {d * .6}z" fill="{top}"/>'
        f'<path d="M{x + w} {y}l{d} {-d * .6}v{h}l{-d} {d * .6}z" fill="{side}"/>'
        f'<rect x="{x}" y="{y}" width="{w}" height="{h}" fill="{front}"/>'
    )


FLOOR = '<rect width="640" height="480" fill="#d9cfc1"/><rect y="250" width="640" height="230" fill="#a98b6a"/>' + "".join(
    f'<path d="M0 {250 + i * i * 3.2:.0f}H640" stroke="#7d6246" stroke-width="1.5"/>' for i in range(1, 9)
)

PARCEL = (
    FLOOR
    + '<ellipse cx="330" cy="420" rx="230" ry="26" fill="#000" opacity=".35" filter="url(#soft)"/>'
    + boxed(140, 190, 300, 220, 110, "#c79a62", "#a57c48", "#d9b17c")
    + '<path d="M140 190l60 50 34-22 40 46 28-60 46 30 92-44" fill="#3a2c1c"/>'
    '<path d="M200 240l34-22 40 46-30 60-70-20z" fill="#5a4228"/>'
    '<path d="M140 300h300" stroke="#e8dcc0" stroke-width="26" opacity=".7"/>'
    '<path d="M440 300l110-66" stroke="#e8dcc0" stroke-width="26" opacity=".5"/>'
    '<rect x="300" y="330" width="118" height="66" fill="#fff"/><path d="M308 344h70M308 354h52M308 388h100" stroke="#333" stroke-width="4"/>'
    + "".join(f'<rect x="{308 + i * 5}" y="362" width="{1 + i * 7 % 4}" height="18" fill="#111"/>' for i in range(20))
    + '<g fill="#b51f1f"><path d="M190 340h60l-22 34v22h14v8h-44v-8h14v-22z"/></g>'
    '<g fill="#eee" opacity=".9"><circle cx="226" cy="222" r="9"/><circle cx="250" cy="236" r="8"/><circle cx="270" cy="222" r="9"/>'
    '<circle cx="120" cy="424" r="8"/><circle cx="96" cy="440" r="9"/></g>'
)

PARCEL_CLOSE = (
    '<rect width="640" height="480" fill="#be9059"/>'
    + "".join(f'<path d="M0 {i * 16}H640" stroke="#a87b46" stroke-width="2" opacity=".5"/>' for i in range(31))
    + '<path d="M0 60L640 110V190L0 140z" fill="#e9dfc8" opacity=".75"/>'
    '<path d="M210 250l70-48 60 30 80-20 24 70 56 34-66 50-40 62-90-34-70 24-30-70-60-40z" fill="#2a1e12"/>'
    '<path d="M250 270l60-30 70 20 30 60-60 54-84-22z" fill="#14181d"/>'
    '<path d="M270 280l100 8-14 60-78-8z" fill="#27323d"/><path d="M290 292l50 40M330 284l-36 52" stroke="#cfe4ef" stroke-width="2"/>'
    '<path d="M210 250l-30 10 40 30zM500 316l34 0-40 24z" fill="#dcb884"/>'
)

BEACH = (
    '<defs><linearGradient id="sky" x2="0" y2="1"><stop stop-color="#3b2a68"/><stop offset=".45" stop-color="#e0654f"/>'
    '<stop offset="1" stop-color="#ffd27a"/></linearGradient><linearGradient id="sea" x2="0" y2="1"><stop stop-color="#f3a65e"/>'
    '<stop offset="1" stop-color="#234a6b"/></linearGradient></defs>'
    '<rect width="640" height="270" fill="url(#sky)"/><circle cx="410" cy="236" r="52" fill="#fff2c2"/>'
    '<rect y="262" width="640" height="110" fill="url(#sea)"/>'
    + "".join(f'<path d="M{330 + (i * 37) % 90} {272 + i * 9}h{150 - i * 11}" stroke="#ffe9b0" stroke-width="3" opacity=".8"/>' for i in range(10))
    + '<path d="M0 366q160-26 330 0t310-6v120H0z" fill="#c79a5d"/><path d="M0 366q160-26 330 0t310-6" stroke="#fff" stroke-width="5" fill="none" opacity=".8"/>'
    '<ellipse cx="220" cy="444" rx="120" ry="13" opacity=".4" filter="url(#soft)"/>'
    '<rect x="130" y="270" width="160" height="170" rx="16" fill="#0f7a80"/><rect x="130" y="270" width="34" height="170" rx="14" fill="#0a5c61"/>'
    '<path d="M180 270v-46h62v46" stroke="#222" stroke-width="9" fill="none"/><path d="M176 292v126M206 292v126M236 292v126M266 292v126" stroke="#0b666b" stroke-width="5"/>'
    '<circle cx="150" cy="444" r="9"/><circle cx="270" cy="444" r="9"/><rect x="222" y="330" width="50" height="30" fill="#f4c542"/>'
    '<path d="M560 480q-14-180-40-250" stroke="#2b1a12" stroke-width="14" fill="none"/>'
    '<g fill="#1d2b1a"><path d="M520 232q-90-60-150-6 80-20 150 6zM520 232q-50-100-130-96 90 26 130 96zM520 232q30-100 120-96-90 24-120 96zM520 232q90-40 120 30-60-40-120-30z"/></g>'
)

RECEIPT = (
    '<rect width="640" height="480" fill="#5b4636"/>'
    + "".join(f'<path d="M0 {i * 48}q320 {20 - i * 3} 640 0" stroke="#46352a" stroke-width="3" fill="none"/>' for i in range(11))
    + '<g transform="rotate(-5 320 240)"><path d="M196 10h250v440l-12-9-13 9-12-9-13 9-12-9-13 9-12-9-13 9-12-9-13 9-12-9-13 9-12-9-13 9-12-9-13 9-12-9-13 9-12-9-12 9z" fill="#f7f5ee"/>'
    '<g font-family="Noto Sans Hebrew,DejaVu Sans" font-size="17" fill="#222" text-anchor="middle" direction="rtl">'
    '<text x="320" y="52" font-size="28" font-weight="bold">סהר</text><text x="320" y="80">סניף חיפה · קבלה 40-88213</text>'
    '<text x="320" y="106">27/11/2025  18:42</text><text x="320" y="128">--------------------------</text>'
    '<text x="320" y="158">מצלמה דיגיטלית  1,299.00 ₪</text><text x="320" y="186">כרטיס זיכרון 64GB  89.90 ₪</text>'
    '<text x="320" y="214">נרתיק  59.00 ₪</text><text x="320" y="240">--------------------------</text>'
    '<text x="320" y="274" font-size="23" font-weight="bold">סה"כ 1,447.90 ₪</text><text x="320" y="302">כולל מע"מ 18%</text>'
    '<text x="320" y="334">אשראי ****0042</text><text x="320" y="410">תודה ולהתראות!</text></g>'
    + "".join(f'<rect x="{226 + i * 6}" y="350" width="{1 + i * 5 % 4}" height="36" fill="#111"/>' for i in range(32))
    + "</g>"
)


def router(lit):
    """A router on a shelf; lit is the set of lamps that shine, 0 to 5."""
    lamps = "".join(
        f'<circle cx="{190 + i * 52}" cy="318" r="7" fill="{("#ff3b30" if i == 2 else "#35e06a") if i in lit else "#24302a"}"/>'
        + (f'<circle cx="{190 + i * 52}" cy="318" r="16" fill="{"#ff3b30" if i == 2 else "#35e06a"}" opacity=".28" filter="url(#soft)"/>' if i in lit else "")
        + f'<text x="{190 + i * 52}" y="346" font-size="12" text-anchor="middle" fill="#9aa7b0" font-family="DejaVu Sans">{n}</text>'
        for i, n in enumerate(["PWR", "DSL", "NET", "WiFi", "LAN1", "LAN2"])
    )
    return (
        '<rect width="640" height="480" fill="#8f9aa0"/><rect width="640" height="370" fill="#b9c1c3"/>'
        '<rect y="372" width="640" height="24" fill="#6d5138"/><rect y="396" width="640" height="84" fill="#4b3826"/>'
        '<g stroke="#1c2227" stroke-width="16" stroke-linecap="round"><path d="M180 270L150 70M320 270V50M460 270l30-200"/></g>'
        '<ellipse cx="320" cy="374" rx="220" ry="10" opacity=".45" filter="url(#soft)"/>'
        '<path d="M120 290q0-26 26-26h348q26 0 26 26v60q0 20-20 20H140q-20 0-20-20z" fill="#2c353c"/>'
        '<path d="M128 286q6-16 26-16h332q20 0 26 16z" fill="#46525b"/>' + lamps
        + '<path d="M520 340q90 10 80 140" stroke="#d8c23a" stroke-width="8" fill="none"/>'
    )


PASSPORT = (
    '<rect width="640" height="480" fill="#39434d"/><g transform="rotate(2 320 240)"><rect x="40" y="50" width="560" height="390" rx="14" fill="#eef0e4"/>'
    + "".join(f'<path d="M40 {70 + i * 14}q140 {-22 + i} 280 0t280 0" stroke="#b9cdd6" fill="none"/>' for i in range(26))
    + '<rect x="66" y="110" width="150" height="190" fill="#cbd6dc"/><circle cx="141" cy="182" r="40" fill="#e3b796"/>'
    '<path d="M100 176q4-58 42-58t40 58q-10-34-40-36t-42 36z" fill="#1f1712"/><path d="M78 300q6-66 63-66t63 66z" fill="#29435c"/>'
    '<g font-family="DejaVu Sans" fill="#23303a" font-size="17"><text x="66" y="92" font-size="19" font-weight="bold">SPECIMEN · 見本 · TRAVEL DOCUMENT</text>'
    '<text x="240" y="130" font-size="11">Surname</text><text x="240" y="150">TANAKA</text><text x="240" y="176" font-size="11">Given name</text><text x="240" y="196">MISAKI</text>'
    '<text x="240" y="222" font-size="11">Nationality</text><text x="240" y="242">UTOPIA</text><text x="240" y="268" font-size="11">Date of birth</text><text x="240" y="288">14 APR 1990</text>'
    '<text x="430" y="130" font-size="11">No.</text><text x="430" y="150">XX0000000</text><text x="430" y="268" font-size="11">Expiry</text><text x="430" y="288">02 MAR 2031</text></g>'
    '<g font-family="DejaVu Sans Mono" font-size="19" fill="#111"><text x="62" y="370">P&lt;UTOTANAKA&lt;&lt;MISAKI&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;</text>'
    '<text x="62" y="402">XX00000000UTO9004145F3103026&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;00</text></g></g>'
)

FRIDGE = (
    '<rect width="640" height="480" fill="#e4ddd0"/><rect y="400" width="640" height="80" fill="#b7a68e"/>'
    + "".join(f'<path d="M{i * 80} 400l-40 80" stroke="#9c8b74" stroke-width="2"/>' for i in range(10))
    + '<defs><linearGradient id="steel"><stop stop-color="#9aa2a8"/><stop offset=".4" stop-color="#dfe4e7"/><stop offset="1" stop-color="#868f96"/></linearGradient></defs>'
    '<ellipse cx="320" cy="442" rx="170" ry="14" opacity=".4" filter="url(#soft)"/>'
    '<rect x="190" y="30" width="260" height="410" rx="8" fill="url(#steel)"/><path d="M190 180h260M190 184h260" stroke="#59636b" stroke-width="3"/>'
    '<rect x="206" y="70" width="10" height="96" rx="5" fill="#555d63"/><rect x="206" y="200" width="10" height="130" rx="5" fill="#555d63"/>'
    '<g filter="url(#soft)"><path d="M330 250q50-30 80 10t-24 70q-60 16-76-24t20-56z" fill="#69737b"/><path d="M345 262q40-16 52 14t-20 40z" fill="#eef2f4"/></g>'
    '<path d="M326 246l40 26 12 44M366 272l48-10" stroke="#3d464d" stroke-width="2" fill="none"/>'
    '<circle cx="372" cy="288" r="84" fill="none" stroke="#d22" stroke-width="5"/>'
)

TV = (
    '<rect width="640" height="480" fill="#cfc7bb"/><rect y="360" width="640" height="120" fill="#7b6650"/><rect x="80" y="350" width="480" height="60" fill="#3b2f26"/>'
    '<rect x="70" y="50" width="500" height="290" rx="6" fill="#0d0f12"/><rect x="80" y="60" width="480" height="270" fill="#1b3f6e"/>'
    + "".join(f'<rect x="{80 + i * 60}" y="60" width="60" height="270" fill="{c}" opacity=".75"/>' for i, c in enumerate("#c0c0c0 #c0c000 #00c0c0 #00c000 #c000c0 #c00000 #0000c0 #202020".split()))
    + "".join(f'<path d="M{395 + i * 3} 60v270" stroke="#000" stroke-width="{1 + i % 3}"/>' for i in range(7))
    + '<path d="M250 352h140l-20-14h-100z" fill="#17191c"/>'
)

KETTLE = (
    '<rect width="640" height="480" fill="#aab4b8"/><rect x="60" y="60" width="520" height="360" rx="10" fill="#d9dcdd"/><rect x="60" y="60" width="520" height="360" rx="10" fill="none" stroke="#7d868b" stroke-width="4"/>'
    '<g font-family="DejaVu Sans" fill="#1b1f22"><text x="90" y="118" font-size="34" font-weight="bold">SAHAR HOME</text><text x="90" y="156" font-size="22">Electric kettle  SK-1700</text>'
    '<text x="90" y="218" font-size="30">220–240 V ~ 50/60 Hz</text><text x="90" y="262" font-size="30">1850–2200 W   1.7 L</text><text x="90" y="316" font-size="20">S/N 2511-0042-7781</text>'
    '<text x="90" y="352" font-size="20">Not for use with 110 V</text></g><g stroke="#1b1f22" stroke-width="5" fill="none"><circle cx="500" cy="130" r="34"/><path d="M478 130h44M500 108v44M420 350h40v-40h-40zM430 340h20v-20h-20z"/>'
    '<path d="M510 300v60M490 300h40l-6 44h-28zM480 372h60"/></g>' + "".join(f'<rect x="{92 + i * 6}" y="372" width="{1 + i * 11 % 5}" height="30" fill="#111"/>' for i in range(48))
)

JEJU = (
    '<defs><linearGradient id="d" x2="0" y2="1"><stop stop-color="#4aa3df"/><stop offset="1" stop-color="#d8f0fb"/></linearGradient></defs><rect width="640" height="300" fill="url(#d)"/>'
    '<rect y="230" width="640" height="120" fill="#1f7fa8"/><path d="M0 240q80-90 180-60t150 40 150-70 160 40v50z" fill="#4f6f52"/><path d="M0 262q200-24 640 0v8H0z" fill="#69b7cf"/>'
    '<path d="M0 350h640v130H0z" fill="#c9ad84"/>' + "".join(f'<path d="M0 {350 + i * 18}h640" stroke="#a78c66" stroke-width="3"/>' for i in range(8))
    + '<g fill="#f6f3ec"><rect x="60" y="300" width="150" height="24" rx="6"/><rect x="60" y="324" width="10" height="70"/><rect x="200" y="324" width="10" height="70"/><path d="M60 300l-26-70 20-4 28 74z"/>'
    '<rect x="420" y="300" width="150" height="24" rx="6"/><rect x="420" y="324" width="10" height="70"/><rect x="560" y="324" width="10" height="70"/><path d="M570 300l26-70-20-4-28 74z"/></g>'
    '<rect x="309" y="120" width="8" height="280" fill="#7a5b3c"/><path d="M313 90q120 6 150 84H163q30-78 150-84z" fill="#d94f4f"/><path d="M313 90q46 20 50 84h-100q4-64 50-84z" fill="#f3e9dc"/>'
    '<g><rect x="290" y="330" width="46" height="8" fill="#6a4a2c"/><path d="M300 300h12l-3 30h-6zM320 300h12l-3 30h-6z" fill="#ffb347"/></g>'
)

PHONE_BOX = (
    '<rect width="640" height="480" fill="#dcd3c4"/><rect y="330" width="640" height="150" fill="#b59c7b"/><ellipse cx="340" cy="420" rx="200" ry="20" opacity=".4" filter="url(#soft)"/>'
    + boxed(190, 120, 220, 290, 80, "#fafafa", "#cfd2d6", "#eceef0")
    + '<rect x="240" y="170" width="120" height="200" rx="16" fill="#15191d"/><rect x="247" y="180" width="106" height="180" rx="9" fill="#3a6ea5"/><circle cx="300" cy="270" r="34" fill="#f6c453"/>'
    '<text x="300" y="152" font-family="DejaVu Sans" font-size="21" font-weight="bold" text-anchor="middle" fill="#222">SAHAR One 128</text>'
    '<rect x="416" y="190" width="56" height="60" fill="#fff" transform="skewY(-36) translate(0 310)"/>'
)

FLOOR_PLAN = (
    '<g fill="#f3f7fa" stroke="#1e3a52" stroke-width="8"><path d="M60 60h520v360H60z"/><path d="M320 60v150M320 270v150M60 240h190M580 240H390" fill="none"/></g>'
    '<g stroke="#1e3a52" stroke-width="2" fill="none"><path d="M320 210a60 60 0 0 1 60 60M250 240a60 60 0 0 1 60-60" stroke-dasharray="6 4"/><path d="M60 444h520M60 436v16M580 436v16"/></g>'
    '<g font-family="Noto Sans Hebrew,DejaVu Sans" font-size="24" text-anchor="middle" fill="#1e3a52"><text x="190" y="150">סלון 24 מ״ר</text><text x="450" y="150">מטבח 14 מ״ר</text>'
    '<text x="190" y="340">חדר שינה 1</text><text x="450" y="340">חדר שינה 2</text><text x="320" y="472" font-size="18">9.60 m</text></g>'
    '<g fill="#e33"><circle cx="110" cy="110" r="12"/></g><g fill="none" stroke="#e33" stroke-width="3" opacity=".6"><circle cx="110" cy="110" r="60"/><circle cx="110" cy="110" r="130"/><circle cx="110" cy="110" r="210"/></g>'
)

LOGO = (
    '<circle cx="150" cy="240" r="110" fill="#0f7a80"/><circle cx="196" cy="210" r="92" fill="#f4c542"/><circle cx="150" cy="240" r="110" fill="none" stroke="#0a5c61" stroke-width="10"/>'
    '<text x="300" y="290" font-family="DejaVu Sans" font-size="96" font-weight="bold" fill="#0a5c61">sahar</text>'
)

MUG = (
    '<rect width="640" height="480" fill="#7fa7a0"/><rect y="320" width="640" height="160" fill="#e9e1d3"/><ellipse cx="310" cy="410" rx="150" ry="18" opacity=".35" filter="url(#soft)"/>'
    '<path d="M210 150h200v210q0 46-46 46H256q-46 0-46-46z" fill="#f8f6f1"/><path d="M410 200h40q40 0 40 50t-40 60h-40" stroke="#f8f6f1" stroke-width="22" fill="none"/><ellipse cx="310" cy="150" rx="100" ry="20" fill="#5b3a22"/>'
    '<path d="M260 220q50-50 100 0-6 60-50 90-44-30-50-90z" fill="#d94f4f"/><path d="M350 160l-14 70 24 30-16 60 10 84" stroke="#333" stroke-width="3" fill="none"/>'
)

# name -> (drawing, a photograph with grain and shade or a plain drawing)
PICTURES = {
    "parcel": (PARCEL, True), "parcelclose": (PARCEL_CLOSE, True), "beach": (BEACH, True), "receipt": (RECEIPT, True),
    "router": (router({0, 1, 2, 3, 4}), True), "passport": (PASSPORT, True), "fridge": (FRIDGE, True), "tv": (TV, True),
    "kettle": (KETTLE, True), "jeju": (JEJU, True), "phonebox": (PHONE_BOX, True), "mug": (MUG, True),
    "floorplan": (FLOOR_PLAN, False), "logo": (LOGO, False),
    **{f"blink{i}": (router({0, 1} | ({2} if i % 2 else {3, 4}) | ({5} if i == 2 else set())), False) for i in range(4)},
}


def page(name):
    """The whole SVG document of one picture."""
    body, photo = PICTURES[name]
    lens = (
        '<rect width="640" height="480" fill="url(#vig)"/><rect width="640" height="480" filter="url(#grain)" opacity=".2"/>' if photo else ""
    )
    return (
        '<!doctype html><meta charset="utf-8"><style>body{margin:0;background:transparent}svg{display:block}</style>'
        '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480" viewBox="0 0 640 480"><defs>'
        '<filter id="soft"><feGaussianBlur stdDeviation="5"/></filter>'
        '<filter id="grain" x="0" y="0" width="100%" height="100%"><feTurbulence type="fractalNoise" baseFrequency=".35" numOctaves="2" seed="7"/>'
        '<feColorMatrix values="0 0 0 0 .5  0 0 0 0 .5  0 0 0 0 .5  .9 .9 0 0 -.55"/></filter>'
        '<radialGradient id="vig" r=".75"><stop offset=".5" stop-opacity="0"/><stop offset="1" stop-opacity=".4"/></radialGradient></defs>'
        f"{body}{lens}</svg>"
    )
