"""Stories in Hebrew."""
from record import *


def camera():
    t = Ticket(220668019, ORDERS, "Web", "2026-01-06T07:18:31", dates="short", old=True, tags=["זיכוי", "מצלמה"],
               fields=["SH-40-88213", "מצלמה דיגיטלית", "חיפה, רח׳ הדוגמה 7 דירה 12"],
               details=details(CHROME, "192.0.2.44", "Haifa, Israel", "מצלמות דיגיטליות | סהר", "https://www.sahar.example.com/he/cameras?sort=price&max=1500",
                               ("google", "cpc", "חורף 2026", "באנר עליון", "מצלמה עד 1500 ₪"), adId="998-0142"))
    c = t.client("נועה ברק")
    a = t.agent("dana")
    t.start("שלום! הגעתם לסהר 🌅 איך אפשר לעזור?", a)
    t.say(c, "21s", "היי, קניתי ב-27/11 מצלמה בסניף חיפה ושילמתי 1,447.90 ₪. עכשיו באתר היא עולה רק ₪1,199 (!). אפשר לקבל זיכוי על ההפרש?")
    t.say(a, "1m8s", "היי נועה 👋🏽 תודה שפנית. יש לך את מספר הקבלה? הוא מופיע בשורה השנייה, למשל 40-12345.")
    t.say(c, "55s", "", files=[attachment("receipt", "Image", "קבלה 27.11.jpg")])
    t.say(c, "12s", "קבלה 40-88213, מצורפת תמונה. הטלפון שלי 055-555-0123 והמייל noa@example.co.il")
    t.say(a, "3m2s", "תודה! בדקתי: המחיר של המצלמה עצמה היה ₪1,299.00 (בלי הכרטיס והנרתיק), והיום הוא ₪1,199.00. ההפרש הוא 100 ₪.\n"
          "לפי תקנון \"Best Price\" מגיע לך זיכוי עד 45 יום מהקנייה, כלומר עד 11/01/2026:\nhttps://www.sahar.example.com/he/policy/best-price#section-2.1")
    t.say(c, "40s", "מעולה!! אז אני בזמן 😅 לאן הכסף חוזר, לכרטיס שמסתיים ב-0042?")
    t.say(a, "1m30s", "כן, לכרטיס ****0042, תוך 3–5 ימי עסקים. מספר הזיכוי: CR-2026/0193.", status="Delivered")
    t.say(c, "20s", "תודה רבה רבה 🙏🏻❤️ 👩🏽‍💻 את אלופה")
    t.close("4m", a, "תודה שפנית לסהר. נשמח לדירוג: https://www.sahar.example.com/r/220668019")
    t.transactions[1]["guidTransactionId"] = "400668019db-5a5b-j6c1-9d2e-0f1e2d3c4b5a"
    return t


def parcel():
    t = Ticket(220671204, ORDERS, "WhatsApp", "2026-01-12T10:14:02", dates="ticks", owner="yossi", tags=["נזק במשלוח", "VIP"],
               fields=["SH-702318", "מסך מחשב 27 אינץ׳", "", "", "משלוח מהיר"], uniqueArgument="97255550144",
               details=details(IPHONE, "2001:db8::14", "Tel Aviv, Israel"))
    c = t.client("רותם 🌸 כהן", "972555550144")
    a = t.agent("yossi")
    t.start()
    t.say(c, 0, "שלום, *דחוף!* החבילה הגיעה _קרועה_ לגמרי 😱 ~הייתי מרוצה~ אני ממש מאוכזבת")
    t.say(c, "9s", "", files=[attachment("parcel", "Image", "IMG_0001.jpg"), attachment("parcelclose", "Image", "IMG_0001.jpg")])
    t.add("2s", "UnsupportedMediaTypeMessage", c, "This message type is not supported.")
    t.say(a, "2m", "היי רותם, אני מצטער מאוד לראות את זה 😔 המסך עצמו ניזוק או רק הקרטון?", status="Delivered")
    t.say(c, "31s", "", files=[attachment("voice", "Audio", "PTT-20260112-WA0003.ogg")])
    t.say(a, "3m10s", "שמעתי. מכינים לך מסך חלופי (דגם SM-27Q, שווי 1,090 ₪) והשליח יאסוף את השבור באותו ביקור.\nחלון זמן: יום ה׳ 15/01, 09:00–12:00. מתאים?")
    t.say(c, "50s", "כן!! הקוד בכניסה הוא ```#4471*``` קומה 3, דירה 9. תתקשרו ל-055-555-0144 לפני 👍🏿")
    t.say(a, "1m", "רשמתי. מספר מעקב: SAHARTRACK202601151234567890ILTLVEXPRESSREPLACEMENTORDER702318B — "
          "https://track.sahar.example.com/he/s?id=SAHARTRACK202601151234567890&ref=replacement&token=not-a-real-token-0000000000000000000000000000000000000000")
    t.say(c, "3d", "הגיע, עובד, הכול מושלם. המשפחה מוסרת תודה 👨‍👩‍👧‍👦🇮🇱 💯")
    t.add("5s", "MessageEdited", c, "הגיע, עובד, הכול מושלם! המשפחה כולה מוסרת תודה 👨‍👩‍👧‍👦🇮🇱 💯")
    t.close("12m", a, "בשמחה! שיהיה שבוע נעים 🌷")
    t.dynamic = [{"id": guid("dp1"), "flowId": guid("flow", 1), "name": "orderNumber", "value": "SH-702318", "type": "String", "creationDatetime": "2026-01-12T10:14:02Z"},
                 {"id": guid("dp2"), "flowId": guid("flow", 1), "name": "coordinates", "value": {"lat": 32.08, "lng": 34.78, "תיאור": ["בית", None, True]}, "type": "Object", "creationDatetime": "2026-01-12T10:14:03Z"}]
    return t


def leak():
    t = Ticket(220690877, SUPPORT, "PhoneCall", "2026-02-18T12:41:05", dates="plain", old=True, owner="tomer", tags=["מזגן", "ביקור טכנאי"],
               fields=["SV-11820", "מזגן 1.5 כ״ס"])
    c = t.client("אברהם ממן", "+972555550171", display=None)
    a = t.agent("tomer")
    t.start()
    t.add(0, "ParticipantAdd", a)
    t.say(c, "2s", "שיחה נכנסת מ-055-555-0171")
    t.say(a, "3m51s", "השיחה הסתיימה. משך: 00:03:51", files=[attachment("recording", "Audio", "call-2026-02-18_14-41.mp3")])
    t.add("1m20s", "Note", a, "המזגן בסלון מטפטף מהיחידה הפנימית מאז אתמול (17/02). באחריות עד 08/2027. הלקוח בן 81, לבקש מהטכנאי לצלצל פעמיים.")
    t.say(a, "40s", "אברהם שלום, נקבע ביקור טכנאי ליום א׳ 22/02 בין 08:00 ל-11:00. ללא עלות (0 ₪). לשינוי: 03-555-0199", protocol="SMS", status="Delivered")
    t.add("4d", "Note", a, "טכנאי: צינור הניקוז היה סתום. נוקה ונבדק, 40 דקות.")
    t.close("30s", a)
    return t


def tables():
    t = Ticket(220725590, ORDERS, "WebViaSMS", "2026-03-10T19:12:40", dates="ms", owner="yossi", tags=["חיוב כפול", "הנהלת חשבונות"],
               fields=["SH-733001", "ספל \"בוקר טוב\"", "", "449.90"], details=details(IPHONE, "198.51.100.23", "Be'er Sheva, Israel", uri="https://s.sahar.example.com/x7Kq"),
               ticketSummary={"userId": guid("user", "yossi"), "lastUpdateTimestamp": "2026-03-11T09:02:44.118Z",
                              "value": "הלקוחה חויבה פעמיים ב-449.90 ₪ על הזמנה SH-733001. חיוב אחד זוכה ב-11/03."})
    c = t.client("שירה אוחנה", "+972555550182", protocol="WebViaSMS")
    d = t.agent("dana")
    y = t.agent("yossi")
    t.start()
    t.add(0, "OwnerOfflineMessage", None, "הנציג שלך אינו מחובר כרגע. נחזור אליך ביום העבודה הבא, בשעות 08:00–20:00.")
    t.say(c, "10s", "ערב טוב, חויבתי פעמיים!! פעמיים 449.90 ₪ על אותה הזמנה, SH-733001. וגם הספל הגיע סדוק 💔", files=[attachment("mug", "Image", "../../ספל סדוק.jpg")])
    t.add("11h48m", "TicketReAssigned", d, "דנה פרץ")
    t.say(d, "1m", "בוקר טוב שירה, אני בודקת מול הנהלת החשבונות ומיד חוזרת אלייך.")
    t.add("3m", "Note", d, "@יוסי, רואה שני חיובים באותה דקה (19:02). אפשר לטפל? אני יוצאת להפסקה.", files=[attachment("notes", "File", "סיכום שיחה.txt", state="Undefined")])
    t.add(0, "TicketReAssigned", y, "יוסי אזולאי")
    t.add("2m", "OwnerOnBreakMessage", None, "הנציג יצא להפסקה קצרה ויחזור אליך בקרוב.")
    t.add("5m", "Note", y, "אושר זיכוי של חיוב אחד: 449.90 ₪, אסמכתא 0021-77. הספל יוחלף ללא עלות.")
    t.add("3s", "ParticipantDeActivated", d)
    t.say(y, "30s", "שירה, החיוב הכפול (449.90 ₪) בוטל, אסמכתא 0021-77. ספל חדש יישלח היום ויגיע עד 16/03.")
    t.say(c, "6m", "וואו, איזה שירות. תודה! ☕️")
    t.add("1h", "ParticipantReActivated", d)
    t.say(d, "20s", "תודה על הסבלנות שירה 🙂")
    t.close("2m", y)
    t.head["nestedTicketsIds"] = [220733862]
    return t


def refund():
    t = Ticket(220733862, ORDERS, "FBmessenger", "2026-03-15T09:00:10", dates="short", old=True, owner="dana", tags=["הזמנה חוזרת"], fields=["SH-733001"],
               details=details(location="Be'er Sheva, Israel", fbPostId="1000000000_2000000000", refData="messenger_button"), uniqueArgument="psid-0000000033862", parentNestedTicketId=220725590)
    c = t.client("Shira Ohana", "0000000033862", display="")
    a = t.agent("dana")
    t.start()
    t.say(c, "5s", "היי, זו שוב שירה 🙈 הספל החדש הגיע אבל בצבע כחול ולא באדום")
    t.say(a, "2m", "אוי, סליחה! נשלח אדום. אין צורך להחזיר את הכחול, מתנה מאיתנו 🎁")
    t.add("5s", "TicketSnoozed", a, "2026-03-17T08:00:00")
    t.add("1d22h53m", "TicketAwaken")
    t.say(a, "4m", "הספל האדום יצא הבוקר, מספר משלוח 7719-0042.")
    t.close("1m", a, "תודה, ויום נהדר!")
    t.add("2d3h", "TicketReOpenedMessage", None, "הפנייה נפתחה מחדש. נציג יחזור אליך בהקדם.")
    t.say(c, 0, "לא הגיע עדיין... אתם בטוחים שנשלח?")
    t.say(a, "9m", "בדקתי: השליח ניסה אתמול ב-14:10 ולא היה מענה. תיאמתי שוב להיום, 17:00–19:00.")
    t.say(c, "8h", "הגיע! אדום ומושלם ☕❤️")
    t.close("3m", a)
    return t


def cancellation():
    t = Ticket(220763881, ORDERS, "SMS", "2026-04-21T08:58:14", dates="ms", owner="dana", tags=["ביטול עסקה", "חוק הגנת הצרכן"],
               fields=["SH-771204", "מעבד מזון", "", "2349.00", "", "", "", "", "", "ביטול תוך 14 יום"])
    c = t.client("תמר לביא", "+972555550190")
    a = t.agent("dana")
    t.start()
    t.say(c, 0, "שלום, אני רוצה לבטל את הזמנה SH-771204 מ-09/04/2026 (2,349 ₪). לא פתחתי את הקופסה.")
    t.say(a, "4m", "שלום תמר, אין בעיה. שולחת לך טופס לחתימה ישר לנייד, לוקח דקה.")
    t.add("8s", "InteractiveDocument", a, "בקשה לביטול עסקה", protocol="WebViaSMS", payload={"documentId": "doc-2026-7781", "fields": ["שם מלא", "מספר הזמנה", "חתימה"], "expiresInHours": 48})
    t.add("1m", "ParticipantProtocolTypeChangeByCustomer", c, "WebViaSMS")
    t.say(c, "40s", "פתחתי, רגע ממלאת", protocol="WebViaSMS")
    t.add("7m8s", "InteractiveDocumentSealed", c, "הטופס נחתם ונסגר", protocol="WebViaSMS", 
          files=[attachment("form", "InteractiveDocument", "בקשה לביטול עסקה.pdf"), attachment("identity", "Document", "אישור זיהוי.txt")])
    t.say(a, "2m", "התקבל. הזיכוי: 2,349.00 ₪ פחות דמי ביטול 5% (100 ₪ לכל היותר) = ₪2,249.00.\nשליח יאסוף מהבית ב-23/04.", status="Delivered")
    t.say(c, "30s", "מצוין, תודה. עדיף אחרי 16:00 👌🏼", protocol="WebViaSMS")
    t.close("1m", a)
    return t


def ulpan():
    t = Ticket(220764010, ORDERS, "GoogleBusinessMessages", "2026-04-24T06:30:00", dates="z", owner="amy", tags=["ספרים", "עולים חדשים"], fields=["SH-775310", "מילון מאויר"])
    c = t.client("Élodie Marchand", "gbm-0000-52010", display="אֵלוֹדִי")
    a = t.agent("amy")
    t.start("שָׁלוֹם! כָּאן סַהַר. בְּמָה אֶפְשָׁר לַעֲזֹר?", a)
    t.say(c, "1m", "שָׁלוֹם! אֲנִי לוֹמֶדֶת עִבְרִית בְּאֻלְפָּן בְּנַהֲרִיָּה. הִזְמַנְתִּי מִלּוֹן מְאֻיָּר בְּ־89 ₪. מָתַי הוּא יַגִּיעַ?")
    t.say(a, "2m", "שָׁלוֹם אֵלוֹדִי, אֵיזֶה יֹפִי שֶׁאַתְּ כּוֹתֶבֶת בְּנִקּוּד! הַמִּלּוֹן יַגִּיעַ בְּיוֹם שְׁלִישִׁי, 28/04.")
    t.say(c, "50s", "תּוֹדָה! וְאֵיךְ אוֹמְרִים \"colis\" בְּעִבְרִית? 🤓")
    t.say(a, "30s", "חֲבִילָה 📦. בְּהַצְלָחָה בַּלִּמּוּדִים!")
    t.say(c, "15s", "תּוֹדָה רַבָּה, שַׁבָּת שָׁלוֹם 🕯️🕯️")
    t.close("2m", a)
    return t


STORIES = [camera, parcel, leak, tables, refund, cancellation, ulpan]
