package fetchtest

import (
	"fmt"
	"math/rand/v2"
)

func pick[T any](random *rand.Rand, from []T) T { return from[random.IntN(len(from))] }

// sentence is what someone might write, with a number of its own in it.
func sentence(random *rand.Rand) string {
	return fmt.Sprintf(pick(random, sentences), 1000+random.IntN(99000))
}

var (
	subjects = []string{"חשבונית", "Order status", "תקלה באתר", "Refund request", "ביטול הזמנה", "Delivery to חיפה"}
	tags     = []string{"Billing", "משלוחים", "VIP", "החזר", "Tech"}
	agents   = []string{"נועה כהן", "Daniel Levi", "יוסי מזרחי", "Maya Green"}
	clients  = []string{"דנה אברהם", "John Wick", "משה פרץ", "Olga Ivanova", "שרה O'Neil"}

	fileNames = []string{"contract.bin", "צילום מסך (3).bin", "IMG_0001.bin", "../../etc/passwd", "חוזה סופי – final.bin", "a b+c%20d.bin"}

	sentences = []string{
		"שלום, מספר ההזמנה שלי הוא %d ועדיין לא קיבלתי אותה.",
		"Hi, could you check order #%d please?",
		"הסכום הוא ₪%d, כולל מע\"מ (17%%) 🙂",
		"I paid $%d on 03/04/2024 — see https://example.com/pay?x=1&y=2",
		"קיבלתי את ה-invoice מספר %d, תודה רבה!",
		"Please call me back at 050-%d.",
		"בדקתי במערכת: Order %d נשלחה ב-12/05 בשעה 14:30.",
		"Line one\nשורה שנייה %d\n<b>not bold</b> & \"quoted\"",
	}
)
