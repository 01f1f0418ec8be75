package typeset

import (
	"math"
	"strconv"
)

// appendNumber writes v with at most prec digits after the point.
func appendNumber(b []byte, v float64, prec int) []byte {
	n := scaled(v, scales[prec])
	if n < 0 {
		b, n = append(b, '-'), -n
	}
	unit := int64(scales[prec])
	b = strconv.AppendInt(b, n/unit, 10)
	if n %= unit; n == 0 {
		return b
	}
	for b = append(b, '.'); n > 0; n %= unit {
		unit /= 10
		b = append(b, '0'+byte(n/unit))
	}
	return b
}

var scales = [...]float64{1, 10, 100, 1000}

// scaled rounds v to a whole number of 1/scale. Sums of advances often lie
// halfway, and processors that fuse multiplication and addition get there a
// trifle above or below; the bias sends both the same way, so that files
// agree. What is no number, or absurd, is 0.
func scaled(v, scale float64) int64 {
	v = math.Floor(v*scale + 0.5 + 1e-6)
	if !(math.Abs(v) < 1<<53) {
		return 0
	}
	return int64(v)
}

// rounded rounds v to 1/scale.
func rounded(v, scale float64) float64 { return float64(scaled(v, scale)) / scale }

// onGrid rounds a coordinate to what fpdf writes.
func onGrid(v float64) float64 { return rounded(v, 100) }

const hexDigits = "0123456789ABCDEF"
