"""The documents of the sample: PDFs as HTML to print, office files and archives by their parts, plain texts."""

STYLE = (
    '<style>@page{size:A4;margin:20mm}body{font:15px "Noto Sans Hebrew","DejaVu Sans",sans-serif;color:#1d2b33}'
    "h1{color:#0a5c61;border-bottom:3px solid #f4c542}table{border-collapse:collapse;width:100%}"
    "td,th{border:1px solid #b9c6cc;padding:6px 9px;text-align:start}th{background:#e7f1f1}.s{color:#667}</style>"
)


def paper(lang, direction, title, body):
    return f'<!doctype html><html lang="{lang}" dir="{direction}"><meta charset="utf-8"><title>{title}</title>{STYLE}<h1>{title}</h1>{body}</html>'


def table(head, rows):
    cells = lambda tag, row: "<tr>" + "".join(f"<{tag}>{c}</{tag}>" for c in row) + "</tr>"
    return "<table>" + cells("th", head) + "".join(cells("td", r) for r in rows) + "</table>"


PDFS = {
    "offer": paper("he", "rtl", "הצעת מחיר 26-1180: חופשה משפחתית באילת", "<p>לכבוד משפחת אדלר · 10/02/2026</p>" + table(
        ["פריט", "כמות", "מחיר", "סה״כ"],
        [["חדר משפחתי, חצי פנסיון, 4 לילות", "1", "₪3,480", "₪3,480"], ["טיסה חיפה–אילת הלוך ושוב", "4", "₪390", "₪1,560"],
         ["שיט עם סנפירים ושנורקל (Coral Bay)", "4", "₪145", "₪580"], ["<b>סך הכול כולל מע״מ</b>", "", "", "<b>₪5,620</b>"]])
        + '<p>ההצעה בתוקף עד 24/02/2026. ביטול ללא דמי ביטול עד 14 יום לפני הנסיעה.</p><p class="s">סהר נופש ואלקטרוניקה · orders@sahar.example.com · 03-555-0100</p>'),
    "invoice": paper("he", "rtl", "חשבונית מס 2026-04417", "<p>לכבוד: Harbor Desk Ltd · ח.פ. 00-000000-0 · 24/03/2026</p>" + table(
        ["תיאור", "דגם", "כמות", "מחיר ליח׳", "סה״כ"],
        [["שואב אבק רובוטי", "SV-90", "12", "₪1,190.00", "₪14,280.00"], ["מסנן HEPA", "SF-9", "24", "₪39.00", "₪936.00"],
         ["הנחת כמות 5%", "", "", "", "₪760.80-"], ["סכום לפני מע״מ", "", "", "", "₪14,455.20"], ["מע״מ 18%", "", "", "", "₪2,601.94"], ["<b>לתשלום</b>", "", "", "", "<b>₪17,057.14</b>"]])
        + '<p class="s">מסמך לדוגמה בלבד. חברה ולקוח בדויים.</p>'),
    "guide": paper("he", "rtl", "מדריך: איפוס נתב SR-5 והגדרה מחדש", "<ol><li>לחצו על כפתור <b dir=ltr>RESET</b> למשך 10 שניות.</li><li>המתינו עד שהנורית <span dir=ltr>PWR</span> תהבהב בירוק.</li>"
        "<li>התחברו לרשת <bdi>Sahar-SR5</bdi> והיכנסו לכתובת <bdi>http://192.0.2.1</bdi>.</li><li>הקלידו את שם המשתמש והסיסמה מספק האינטרנט.</li></ol><p>עדיין אין חיבור? צלצלו 03-555-0199.</p>"),
    "form": paper("he", "rtl", "בקשה לביטול עסקה", table(["שדה", "ערך"], [["שם מלא", "תמר לביא"], ["מספר הזמנה", "SH-771204"], ["תאריך העסקה", "09/04/2026"], ["סכום", "₪2,349.00"], ["סיבת הביטול", "המוצר לא נפתח ולא נעשה בו שימוש"], ["נחתם", "21/04/2026 12:11"]])
        + '<p>אני מאשרת שקראתי את תנאי הביטול לפי חוק הגנת הצרכן.</p><svg width="240" height="80"><path d="M10 50c30-60 40 40 60 0s20-30 40 5 30-50 50-10 30 10 60-20" fill="none" stroke="#123a8c" stroke-width="3"/></svg><p class="s">המסמך נחתם דיגיטלית וננעל לעריכה.</p>'),
    "eticket": paper("en", "ltr", "E-ticket itinerary SPECIMEN", "<p>Passenger: TANAKA / MISAKI MS · Booking reference <b>SHR7Q2</b></p>" + table(
        ["Flight", "From", "To", "Departs", "Arrives"], [["XS 091", "Tokyo NRT", "Tel Aviv TLV", "2026-06-11 22:40", "2026-06-12 06:25"], ["XS 092", "Tel Aviv TLV", "Tokyo NRT", "2026-06-20 13:10", "2026-06-21 08:05"]])
        + "<p>Baggage: 2 x 23 kg. Seat 27A. Total fare: $1,284.00 (¥198,400)</p>"),
}

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PKG = "http://schemas.openxmlformats.org/package/2006/"
DOC = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def types(parts):
    return (f'{XML}<Types xmlns="{PKG}content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            + "".join(f'<Override PartName="{n}" ContentType="application/vnd.openxmlformats-officedocument.{t}+xml"/>' for n, t in parts) + "</Types>")


def relations(kind, target):
    return f'{XML}<Relationships xmlns="{PKG}relationships"><Relationship Id="rId1" Type="{DOC}/{kind}" Target="{target}"/></Relationships>'


def sheet(rows):
    cell = lambda v: f"<c><v>{v}</v></c>" if isinstance(v, (int, float)) else f'<c t="inlineStr"><is><t>{v}</t></is></c>'
    return f'{XML}<worksheet xmlns="{SHEET}"><sheetData>' + "".join("<row>" + "".join(map(cell, r)) + "</row>" for r in rows) + "</sheetData></worksheet>"


ZIPS = {
    "order_xlsx": [
        ("[Content_Types].xml", types([("/xl/workbook.xml", "spreadsheetml.sheet.main"), ("/xl/worksheets/sheet1.xml", "spreadsheetml.worksheet")])),
        ("_rels/.rels", relations("officeDocument", "xl/workbook.xml")),
        ("xl/workbook.xml", f'{XML}<workbook xmlns="{SHEET}" xmlns:r="{DOC}"><sheets><sheet name="Order" sheetId="1" r:id="rId1"/></sheets></workbook>'),
        ("xl/_rels/workbook.xml.rels", relations("worksheet", "worksheets/sheet1.xml")),
        ("xl/worksheets/sheet1.xml", sheet([["Item", "Model", "Qty", "Unit ILS"], ["Robot vacuum", "SV-90", 12, 1190], ["HEPA filter", "SF-9", 24, 39]])),
    ],
    "terms_docx": [
        ("[Content_Types].xml", types([("/word/document.xml", "wordprocessingml.document.main")])),
        ("_rels/.rels", relations("officeDocument", "word/document.xml")),
        ("word/document.xml", f'{XML}<w:document xmlns:w="{WORD}"><w:body>' + "".join(f"<w:p><w:r><w:t>{t}</w:t></w:r></w:p>" for t in
            ["Terms of supply, Sahar Travel and Home", "Delivery within 5 business days. Payment: net 30.", "Warranty: 24 months, on site for orders above 10 units."]) + "</w:body></w:document>"),
    ],
    "logs": [
        ("logs/router.log", "".join(f"2026-03-03T17:{m:02d}:12Z pppd[412]: LCP: timeout sending Config-Requests (try {m - 9})\n" for m in range(10, 40))),
        ("logs/יומן.txt", "החיבור נפל ב-17:10, 17:18 וב-17:31.\n"),
    ],
}

TEXTS = {
    "contact": "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Whitfield;Oliver;;;\r\nFN:Oliver Whitfield\r\nORG:Harbor Desk Ltd\r\nTEL;TYPE=WORK:+1-202-555-0143\r\nEMAIL:oliver@harbordesk.example.com\r\nEND:VCARD\r\n",
    "identity": "אישור זיהוי (לדוגמה)\nשם: תמר לביא\nת.ז.: 000000018\nאומת בתאריך 21/04/2026 בשעה 12:09\n",
    "notes": "סיכום שיחה פנימי\n- הלקוחה קיבלה שני חיובים: 449.90 ₪ ו-449.90 ₪\n- לבקש מהנהלת חשבונות זיכוי אחד\n",
}
