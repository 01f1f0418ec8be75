package main

import (
	"time"

	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/ticket"
)

// mixedLines mix scripts, directions, numbers and signs as people do.
var mixedLines = []string{
	"Hi Noa, order #80231 came to $2,499.90 (incl. 18% VAT).",
	"שלום יואב, הזמנה 80231 בסך \u200e₪2,499.90 (כולל מע\"מ 18%) נשלחה היום.",
	"הוא כתב לי: \"the router reboots at 03:15\", ואז ניתק את השיחה!",
	"Invoice מספר 55-12/2026, נייד \u200e+972-52-765-4321, ראו https://example.com/he?id=9&x=1 בבקשה.",
	"בְּרוּכִים הַבָּאִים! נִקּוּד מָלֵא: שָׁלוֹם, יְרוּשָׁלַיִם, חָכְמָה, צָהֳרַיִם.",
	"(א) סעיף [7] {ב} <ג> – עמ' 12–14, ס\"ק 3(א)(2).",
	"השעה 9:00-17:30, טמפ' -4°C, הנחה 50%-70%, גרסה v2.11.0-beta.",
	"مرحباً أحمد، رقم الطلب ٨٠٢٣١ و 80231 (عاجل) بمبلغ ٢٬٤٩٩٫٩٠.",
	"لَا إِلٰهَ، الأَسْئِلَةُ وَالإِجَابَاتُ، مُحَمَّدٌ كَتَبَ رِسَالَةً.",
	"قال: \"please call me back\" قبل الساعة 16:45 يوم الأحد.",
	"סלאם, in Arabic: السلام عليكم, ובעברית: שלום עליכם.",
	"Здравствуйте, заказ №117 готов — спасибо! Съёмка, щёлочь, ёж.",
	"Καλημέρα, η παραγγελία 42 είναι έτοιμη· ευχαριστώ πολύ!",
	"สวัสดีครับ กรุณารอสักครู่ ผู้ใช้ที่นี่ น้ำแข็ง ปี่ เก้าอี้",
	"नमस्ते, कृपया प्रतीक्षा करें। विद्यार्थी, क्षेत्र, श्रीमती, हिन्दी, र्कि।",
	"您好，您的订单已经发货。請稍候，謝謝！",
	"お問い合わせありがとうございます。ガパ、ゞ、㈱テスト。",
	"안녕하세요, 주문하신 상품이 발송되었습니다.",
	"Emoji: 😀 😂 ❤️ 👍🏽 👩‍👩‍👦 🇮🇱 🇫🇷 🏳️‍🌈 1️⃣ #️⃣ ☺ ✅ 🤦🏻‍♂️ 🫡",
	"תודה רבה 🙏🏻 נדבר מחר 👨‍👩‍👧‍👦 בשעה 10:30 👍",
	"office, ﬁnal, ffi, AVATAR To; é̱ ñ Zürich naïve Łódź Đà Nẵng",
}

// mixedRecords are two tickets with the mixed lines, a message each: on a page
// from right to left and on one from left to right.
func mixedRecords() []render.Record {
	var records []render.Record
	for i, culture := range []string{"he-IL", "en-US"} {
		at := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
		t := &ticket.Ticket{ID: ticket.Number(i + 1), Culture: ticket.Text(culture), State: ticket.Closed,
			Field1: ticket.Text("mixed lines, " + culture), Open: ticket.Time{Time: at}, Close: ticket.Time{Time: at.Add(time.Hour)},
			Participants: []ticket.Participant{{ID: 1, Name: "Noa נועה", Type: ticket.Client, ProtocolType: "Web"}}}
		for n, line := range mixedLines {
			t.Transactions = append(t.Transactions, ticket.Transaction{ID: ticket.Number(n + 1), Type: ticket.Message, FromProtocol: "Web",
				From: t.Participants[0], DateTime: ticket.Time{Time: at.Add(time.Duration(n) * time.Minute)}, Text: ticket.Text(line)})
		}
		records = append(records, render.Record{Ticket: t})
	}
	return records
}
