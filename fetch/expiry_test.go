package fetch

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"
)

// policy makes the parameter as CloudFront's documentation says.
func policy(text string) string {
	return strings.NewReplacer("+", "-", "=", "_", "/", "~").Replace(base64.StdEncoding.EncodeToString([]byte(text)))
}

func TestExpiry(t *testing.T) {
	const end = "2026-03-01T15:00:00Z" // 1772377200
	for query, want := range map[string]string{
		"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20260301T120000Z&X-Amz-Expires=10800&X-Amz-Signature=0": end,
		"x-amz-date=20260301T120000Z&X-AMZ-EXPIRES=10800":                                                    end,
		"X-Amz-Date=20260301T120000Z&X-Amz-Expires=10800&X-Amz-Expires=10800":                                end,
		"X-Amz-Date=20260301T120000Z&X-Amz-Expires=10800&X-Amz-Expires=10801":                                "",
		"X-Amz-Date=20260301T120000Z&X-Amz-Expires=-5":                                                       "",
		"X-Amz-Date=20260301T120000Z&X-Amz-Expires=%2B5":                                                     "",
		"X-Amz-Date=20260301T120000Z&X-Amz-Expires=0":                                                        "",
		"X-Amz-Date=20260301T120000Z&X-Amz-Expires=1e3":                                                      "",
		"X-Amz-Date=20260301T120000Z&X-Amz-Expires=9223372036854775807":                                      "",
		"X-Amz-Date=20260301T120000Z&X-Amz-Expires=9999999999":                                               "",
		"X-Amz-Date=20260301T120000Z&X-Amz-Expires=8589934591":                                               "",
		"X-Amz-Date=20261301T120000Z&X-Amz-Expires=10800":                                                    "",
		"X-Amz-Date=99991231T235959Z&X-Amz-Expires=10800":                                                    "",
		"X-Amz-Date=20260301T120000Z":                                                                        "",
		"X-Amz-Expires=10800":                                                                                "",

		"AWSAccessKeyId=AKIA&Expires=1772377200&Signature=a%2Bb":      end,
		"awsaccesskeyid=AKIA&expires=1772377200":                      end,
		"Expires=1772377200":                                          "", // anybody's word
		"Expires=1772377200000&Signature=a":                           "", // milliseconds are nobody's form
		"Expires=1&Signature=a":                                       "",
		"Expires=&Signature=a":                                        "",
		"Expires=1772377200&Signature=a&Key-Pair-Id=K":                end,
		"GoogleAccessId=a@b&Expires=1772377200&Signature=c":           end,
		"X-Goog-Date=20260301T120000Z&X-Goog-Expires=10800":           end,
		"X-Goog-Date=20260301T120000Z&X-Amz-Expires=10800":            "",
		"Expires=1772377201&Signature=a&X-Goog-Date=20260301T120000Z": "2026-03-01T15:00:01Z",

		"Key-Pair-Id=K&Signature=a&Policy=" + policy(`{"Statement":[{"Resource":"https://d/*","Condition":{"DateLessThan":{"AWS:EpochTime":1772377200}}}]}`):                               end,
		"Policy=" + policy(`{"Statement":[{"Condition":{"DateLessThan":{"AWS:EpochTime":"1772377200"},"IpAddress":{"AWS:SourceIp":"0.0.0.0/0"}}}]}`):                                       end,
		"Policy=" + policy(`{"Statement":[{"Condition":{"DateLessThan":{"AWS:EpochTime":1772377300}}},{"Condition":{"DateLessThan":{"AWS:EpochTime":1772377200}}}, {"Condition":null}]} `): end,
		"Policy=" + policy(`{"Statement":[{"Condition":{"DateLessThan":{"AWS:EpochTime":1e9}}}]}`):                                                                                         "",
		"Policy=" + policy(`{"Statement":[{"Condition":{"DateLessThan":{"AWS:EpochTime":-1}}}]}`):                                                                                          "",
		"Policy=" + policy(`{"Statement":{}}`):         "",
		"Policy=" + policy(strings.Repeat("[", 20000)): "",
		"Policy=%%%": "",

		"sv=2024-11-04&se=2026-03-01T15%3A00%3A00Z&sr=b&sp=r&sig=x":                            end,
		"se=2026-03-01T15:00Z&sig=x":                                                           end,
		"se=2026-03-01T15:00:00.0000000Z&sig=x":                                                end,
		"SE=2026-03-01T17:00:00%2B02:00&SIG=x":                                                 end,
		"se=2026-03-01T17:00:00+02:00&sig=x":                                                   end,
		"se=2026-03-01T10:00-05:00&sig=x":                                                      end,
		"se=2026-03-01&sig=x":                                                                  "2026-03-01T00:00:00Z",
		"st=2026-03-01T12:00Z&se=2026-03-02T15:00Z&skt=2026-03-01&ske=2026-03-01T15:00Z&sig=x": end,
		"se=2026-03-01T15:00:00Z":                                                              "",
		"se=2026-03-01T15:00:00&sig=x":                                                         "",
		"se=9999-12-31T23:59:59Z&sig=x":                                                        "",
		"se=0001-01-01T00:00:00Z&sig=x":                                                        "",
		"si=policy&sig=x":                                                                      "",
		"":                                                                                     "",
		"a=%zz;b&Expires=1772377200&Key-Pair-Id=K":                                             end,
	} {
		got, ok := Expiry("https://files.example.com/a%20b.jpg?" + query)
		if ok != (want != "") || ok && !got.Equal(at(want)) {
			t.Errorf("%s: got %v, %v", query, got, ok)
		}
	}
	if got, ok := Expiry("https://[::1/?Expires=1772377200&Signature=a"); ok {
		t.Errorf("no address, and got %v", got)
	}
}

func TestLifeOfALink(t *testing.T) {
	for query, want := range map[string]time.Duration{
		"X-Amz-Date=20260301T120000Z&X-Amz-Expires=4":                                    4 * time.Second,
		"st=2026-03-01T14:00Z&se=2026-03-01T15:00Z&sig=x":                                time.Hour,
		"st=2026-03-01T15:00Z&se=2026-03-01T14:00Z&sig=x":                                0,
		"se=2026-03-01T15:00Z&sig=x":                                                     0,
		"Expires=1772377200&Signature=a":                                                 0,
		"X-Amz-Date=20260301T120000Z&X-Amz-Expires=10800&Expires=1772366410&Signature=a": 10 * time.Second,
		"Policy=" + policy(`{"Statement":[{"Condition":{"DateLessThan":{"AWS:EpochTime":1772377200},"DateGreaterThan":{"AWS:EpochTime":1772377140}}}]}`): time.Minute,
	} {
		if got := readLife("https://h/a?" + query).length(); got != want {
			t.Errorf("%s: got %v, want %v", query, got, want)
		}
	}
}

func FuzzExpiry(f *testing.F) {
	for _, query := range []string{
		"X-Amz-Date=20260301T120000Z&X-Amz-Expires=10800", "X-Goog-Date=20260301T120000Z&X-Goog-Expires=1",
		"AWSAccessKeyId=AKIA&Expires=1772377200&Signature=a%2Bb", "se=2026-03-01T15%3A00%3A00Z&ske=2026-03-01&sig=x",
		"Policy=" + policy(`{"Statement":[{"Condition":{"DateLessThan":{"AWS:EpochTime":1772377200}}}]}`),
	} {
		f.Add("https://files.example.com/a", query)
	}
	f.Fuzz(func(t *testing.T, address, query string) {
		got, ok := Expiry(address + "?" + query)
		if ok != plausible(got) {
			t.Errorf("%v, %v", got, ok)
		}
		if life := readLife(address + "?" + query); life.length() < 0 {
			t.Errorf("a life of %v", life.length())
		}
		again, same := Expiry(address + "?" + query)
		if same != ok || !again.Equal(got) {
			t.Errorf("first %v, then %v", got, again)
		}
	})
}
