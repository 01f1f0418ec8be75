"""Stories of bots, of public walls, and of a ticket whose contents were erased."""
from record import *


def reminders():
    t = Ticket(220795128, ORDERS, "SMS", "2026-06-01T05:00:00", dates="ms", owner="dana", ticketType="Bot", tags=["תזכורת משלוח"], fields=["SH-791450"], isIncoming=False)
    c = t.client("גלית נחום", "+972555550108")
    b = t.participant("בוט משלוחים", "System", "bot-0001", display="🤖")
    t.start()
    order = "סהר: משלוח SH-791450 (₪640) יגיע ב-03/06 בין 12:00 ל-16:00. "
    for after, status, text in [
        ("5s", "Delivered", order + "לאישור השיבו 1."), ("6h", "Buffered", order + "תזכורת: לאישור השיבו 1."), ("6h", "Undelivered", order + "תזכורת אחרונה להיום."),
        ("12h", "Queued", order + "עדיין ממתינים לאישור."), ("1m", "Failed", order + "ניסיון חוזר."), ("2h", "Rejected", order + "ניסיון חוזר, שולח אחר."), ("3h", "Expired", order + "קוד אישור: 0042, בתוקף 60 דקות."),
    ]:
        t.say(b, after, text, status=status)
    t.add("1h", "ParticipantAdd", t.client("אורי נחום", "+972555550109"))
    t.say(b, "3s", "סהר: לא הצלחנו להשיג את גלית. " + order + "לאישור השיבו 1.", status="Accepted")
    t.say(t.participants[2], "4m", "1")
    t.say(b, "1s", "תודה, אושר. שליח יצלצל ל-055-555-0109.", status="Read")
    t.add("1m", "ParticipantDeActivated", c)
    c["isActive"] = False
    t.say(b, "1d4h", "נמסר ב-03/06 בשעה 14:12. חשבונית: https://s.sahar.example.com/i/791450", status="Pending")
    t.close("2m")
    t.dynamic = [{"id": guid("dp3"), "flowId": guid("flow", 2), "name": "attempts", "numValue": 7.5, "type": "Number", "creationDatetime": "2026-06-01T05:00:00Z"},
                 {"id": guid("dp4"), "flowId": guid("flow", 2), "name": "confirmed", "boolValue": True, "type": "Boolean", "creationDatetime": "2026-06-02T11:05:21Z"},
                 {"id": guid("dp5"), "flowId": guid("flow", 2), "name": "שם השליח", "strValue": "אבי (רכב 42-000-42)", "type": "String", "creationDatetime": None},
                 {"id": guid("dp6"), "flowId": guid("flow", 2), "name": "stop", "intValue": 9007199254740993, "type": "Integer", "creationDatetime": "2026-06-03T06:00:00Z"}]
    return t


def chooser():
    t = Ticket(220792553, SUPPORT, "Web", "2026-05-27T18:20:30", dates="ticks", owner="amy", culture="en-US", ticketType="GlassixBot", tags=["bot", "opening hours"], details=details(IPHONE, "2001:db8::7", "Jerusalem, Israel", "Contact | Sahar", "https://www.sahar.example.com/en/contact"))
    c = t.client("Visitor 5531", identifier="anon-5531")
    b = t.participant("Sahar Bot", "System", "bot-0002", display="Sahar")
    menu = {"templates": [{"type": "carousel", "elements": [{"title": "Orders", "subtitle": "הזמנות", "buttons": [{"type": "postback", "title": "Choose", "payload": "ORDERS"}]}]}],
            "quickReplies": [{"contentType": "text", "title": "Opening hours", "payload": "HOURS"}, {"contentType": "text", "title": "שעות פתיחה", "payload": "HOURS_HE"}], "enableFreeTextInput": True}
    t.start()
    t.say(b, "1s", "Hi! I'm the Sahar bot. What is it about?", payload=menu)
    t.say(c, "9s", "Opening hours", payload={"quickReply": "HOURS"})
    t.say(b, "1s", "The Jerusalem shop:\n• Sun–Thu 09:00–20:00\n• Fri 09:00–14:00\n• Sat closed", status="Delivered")
    t.say(c, "14s", "and on shavuot?? that was last friday")
    t.say(b, "1s", "I did not get that 🤔 Shall I call a person?", payload={"templates": [], "quickReplies": [{"contentType": "text", "title": "Yes"}, {"contentType": "text", "title": "No"}], "enableFreeTextInput": False})
    t.say(c, "5s", "No")
    t.say(c, "30s", "found it on the door, thx 👍")
    t.add("10m", "TicketClosedMessage", b, "Was I helpful?")
    t.close(0)
    return t


def wall():
    t = Ticket(220738960, ORDERS, "FacebookFeed", "2026-03-25T16:01:00", dates="z", owner="yossi", tags=["תגובה ציבורית", "ספאם"], details=details(fbPostId="1000000000_7000000001", adTitle="מבצע פסח", adId="fb-0042"))
    c = t.client("יעל אדרי", "fb-0000-45060", display="")
    s = t.client("FREE iPhone 🎁🎁", "fb-0000-99999", display="")
    a = t.agent("yossi")
    t.start()
    t.say(c, 0, "ראיתי את מבצע פסח: טוסטר אובן ב-₪249. זה כולל משלוח לאילת?")
    t.say(s, "3m", "!!! WIN a FREE phone NOW >>> http://win.example.net/?r=" + "Z" * 140)
    t.add("1m", "MessageDeleted", s, "", protocol="Undefind")
    t.add(0, "ParticipantBlocke", s)
    s["isDeleted"], s["isActive"] = True, False
    t.say(a, "2m", "היי יעל! כן, המשלוח כלול לכל הארץ, כולל אילת (עד 5 ימי עסקים). חג שמח! 🍷")
    t.say(c, "12m", "מעולה, הזמנתי שניים 😍 חג שמח")
    t.close("1m", a)
    return t


def reel():
    t = Ticket(220804990, ORDERS, "InstagramFeed", "2026-06-02T13:08:00", dates="ticks", owner="amy", culture="en-US", tags=["influencer", "#saharmoments"])
    c = t.client("lola.travels ✨", "ig-0000-04990", display=None)
    a = t.agent("amy")
    t.start()
    t.say(c, 0, "@sahar look what your sunset did to me 🌅 #saharmoments", files=[attachment("reel", "Video", "reel_final_FINAL.mp4")])
    t.say(a, "25m", "Wow! May we share it on our page, with your name? 🧡")
    t.say(c, "2m", "Sure! And is the suitcase still ₪449?")
    t.say(a, "4m", "It is, until 30/06, with the code LOLA10: ₪404.10.")
    t.add("1m", "MessageEdited", a, "It is, until 30/06, and ₪404.10 with the code LOLA10.")
    t.say(c, "10s", "🙌🏽")
    t.close("3m", a)
    return t


def erased():
    """Someone asked for the ticket to be erased: metrics and times stay, words and names are gone."""
    t = Ticket(220661003, ORDERS, "Web", "2025-12-29T08:00:00", dates="ms", owner="dana", isScrambled=True)
    c = t.client("", display=None)
    a = t.agent("dana")
    t.start()
    for p, after in [(c, "10s"), (a, "2m"), (c, "4d"), (a, "1m")]:
        t.say(p, after, "")
    t.close("5m", a)
    return t


STORIES = [reminders, chooser, wall, reel, erased]
