package check

import (
	"archive/zip"
	"bytes"
	"crypto/md5"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// sample is a production as the layout says, made by nothing but this file: a
// ticket of two pages with an attachment that is there and one that is missing,
// and in a second volume a ticket without any.
type sample struct {
	rows   []map[string]string
	files  map[string][]byte // but load files, report, manifest
	report map[string]any
	mail   *sampleMail // of the first ticket
}

const hello = "hello\n"

func newSample() *sample {
	s := &sample{files: map[string][]byte{}, mail: newMail()}
	common := func(row map[string]string) map[string]string {
		maps.Copy(row, map[string]string{"TIMEZONE": "UTC", "DATECLOSED": "03/04/2025 08:00", "REVISION": "r1", "DEPARTMENT": "d",
			"SOURCEKEY": "tickets/" + row["TICKETID"], "ALLSOURCES": "tickets/" + row["TICKETID"], "SOURCESHA256": hash(row["TICKETID"])})
		row["BEGBATES"] = row["DOCID"]
		return row
	}
	family := map[string]string{"BEGATTACH": "A-0001", "ENDATTACH": "A-0004"}
	add := func(volume string, pages int, row map[string]string) {
		row["PGCOUNT"], row["volume"] = fmt.Sprint(pages), volume
		s.rows = append(s.rows, common(row))
	}
	with := func(row map[string]string) map[string]string { maps.Copy(row, family); return row }
	add("VOL001", 2, with(map[string]string{"DOCID": "A-0001", "ENDBATES": "A-0002", "DOCTYPE": "Ticket", "TICKETID": "7", "ATTACHIDS": "A-0003;A-0004", "ATTACHCOUNT": "2",
		"SUBJECT": "Tuscany®vacation", "DATESENT": "03/04/2025 05:06", "RSMFLINK": `RSMF\A-0001.001.rsmf`, "TEXTLINK": `TEXT\A-0001.txt`, "MESSAGECOUNT": "2"}))
	add("VOL001", 1, with(map[string]string{"DOCID": "A-0003", "ENDBATES": "A-0003", "DOCTYPE": "Attachment", "TICKETID": "7", "PARENTID": "A-0001", "NATIVELINK": `NATIVES\A-0003.txt`,
		"FILENAME": "a.txt", "FILEEXT": "txt", "FILESIZE": fmt.Sprint(len(hello)), "MD5HASH": short(hello), "SHA256HASH": hash(hello)}))
	add("VOL001", 1, with(map[string]string{"DOCID": "A-0004", "ENDBATES": "A-0004", "DOCTYPE": "Attachment", "TICKETID": "7", "PARENTID": "A-0001", "EXCEPTION": "attachment_missing"}))
	add("VOL002", 1, map[string]string{"DOCID": "A-0005", "ENDBATES": "A-0005", "DOCTYPE": "Ticket", "TICKETID": "8", "ATTACHCOUNT": "0", "RSMFLINK": `RSMF\A-0005.001.rsmf`, "TEXTLINK": `TEXT\A-0005.txt`})
	s.files["VOL001/NATIVES/A-0003.txt"] = []byte(hello)
	s.files["VOL001/TEXT/A-0001.txt"], s.files["VOL002/TEXT/A-0005.txt"] = []byte("שלום\n"), []byte("hi\n")
	for _, row := range s.rows {
		row["PDFLINK"] = `PDF\` + row["DOCID"] + ".pdf"
		var pages []string
		for i := range int(row["PGCOUNT"][0] - '0') {
			pages = append(pages, fmt.Sprintf("A-%04d", int(row["DOCID"][5]-'0')+i))
		}
		s.files[row["volume"]+"/PDF/"+row["DOCID"]+".pdf"] = pdf(pages...)
	}
	other := newMail()
	other.manifest["eventcollectionid"] = "glassix-d-8"
	other.headers["X-RSMF-EventCollectionID"] = "glassix-d-8"
	other.withoutFile()
	s.files["VOL002/RSMF/A-0005.001.rsmf"] = other.bytes()
	s.files[redactionsName] = []byte("bates,page,document,entry,place,reason,rule\n")
	s.files[substitutionsName] = []byte("volume,bates,field,code,original,replacement,count\nVOL001,A-0001,SUBJECT,delimiter,þ,[U+00FE],1\n")
	s.files[sourcesName] = fmt.Appendf(nil, `{"key":"tickets/7","sha256":"%s","fate":"produced","bates":"A-0001"}
{"key":"tickets/8","sha256":"%s","fate":"produced","bates":"A-0005"}
{"key":"tickets/9","sha256":"%[1]s","fate":"duplicate","duplicate_of":"tickets/7"}
`, hash("7"), hash("8"))
	s.files["REPORT/report.pdf"] = []byte("%PDF-")
	s.report = reportOf()
	return s
}

func reportOf() map[string]any {
	type object = map[string]any
	return object{
		"schema": "production/1", "production": "case-0001", "complete": false,
		"options":    object{"formats": []string{"rsmf", "dat", "pdf", "native"}, "bates_prefix": "A", "bates_digits": 4, "time_zone": "UTC", "opt_lines": "page"},
		"exceptions": []object{{"bates": "A-0004", "code": "attachment_missing"}}, "duplicates": []object{{"key": "tickets/9", "of": "tickets/7"}},
		"counts": object{"found": 3, "produced": 2, "duplicates": 1, "documents": 4, "parents": 2, "attachments": 2, "pages": 5, "natives": 1, "texts": 2,
			"pdfs": 4, "rsmf": 2, "substitutions": 1, "volumes": 2},
		"bates": object{"first": "A-0001", "last": "A-0005", "first_number": 1, "last_number": 5},
		"volumes": []object{{"name": "VOL001", "first": "A-0001", "last": "A-0004", "documents": 3, "pages": 4},
			{"name": "VOL002", "first": "A-0005", "last": "A-0005", "documents": 1, "pages": 1}},
	}
}

// render makes load files, report and manifest, and returns all files.
func (s *sample) render() map[string][]byte {
	if s.mail != nil {
		s.files["VOL001/RSMF/A-0001.001.rsmf"] = s.mail.bytes()
	}
	dat, opt := map[string]*strings.Builder{}, map[string]*strings.Builder{}
	for _, row := range s.rows {
		v := row["volume"]
		if dat[v] == nil {
			dat[v], opt[v] = &strings.Builder{}, &strings.Builder{}
			dat[v].WriteString("\ufeff" + "þ" + strings.Join(fields, "þ\x14þ") + "þ\r\n")
		}
		for link, sum := range map[string]string{"TEXTLINK": "TEXTSHA256", "PDFLINK": "PDFSHA256"} {
			if file, ok := s.files[v+"/"+strings.ReplaceAll(row[link], `\`, "/")]; ok && row[sum] == "" {
				row[sum] = hash(string(file))
			}
		}
		values := make([]string, len(fields))
		for i, f := range fields {
			values[i] = row[f]
		}
		dat[v].WriteString("þ" + strings.Join(values, "þ\x14þ") + "þ\r\n")
		for i := range int(row["PGCOUNT"][0] - '0') {
			first, pages := "", ""
			if i == 0 {
				first, pages = "Y", row["PGCOUNT"]
			}
			fmt.Fprintf(opt[v], "A-%04d,%s,%s,%s,,,%s\r\n", int(row["DOCID"][5]-'0')+i, v, row["PDFLINK"], first, pages)
		}
	}
	for v := range dat {
		s.files[v+"/DATA/"+v+".dat"], s.files[v+"/DATA/"+v+".opt"] = []byte(dat[v].String()), []byte(opt[v].String())
	}
	s.files[reportName], _ = json.Marshal(s.report)
	return s.files
}

func seal(files map[string][]byte) {
	var list strings.Builder
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if !beside[name] {
			list.WriteString(hash(string(files[name])) + "  " + name + "\n")
		}
	}
	files[listName] = []byte(list.String())
}

func save(t testing.TB, files map[string][]byte) string {
	t.Helper()
	dir := t.TempDir()
	for name, data := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// codes are those of the problems of a folder, each once.
func codes(t testing.TB, dir string) (list []string, all []Problem) {
	t.Helper()
	r, err := Folder(t.Context(), dir, Options{Temp: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	return slices.Sorted(maps.Keys(r.ByCode)), r.Problems
}

func hash(s string) string {
	h := sha256.Sum256([]byte(s))
	return hex.EncodeToString(h[:])
}

func short(s string) string {
	h := md5.Sum([]byte(s))
	return hex.EncodeToString(h[:])
}

// pdf makes a document with a line on each page.
func pdf(pages ...string) []byte {
	var out bytes.Buffer
	var offsets []int
	object := func(format string, args ...any) {
		offsets = append(offsets, out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n", len(offsets))
		fmt.Fprintf(&out, format, args...)
		out.WriteString("\nendobj\n")
	}
	out.WriteString("%PDF-1.4\n")
	object("<</Type/Catalog/Pages 2 0 R>>")
	var kids strings.Builder
	for i := range pages {
		fmt.Fprintf(&kids, "%d 0 R ", 4+2*i)
	}
	object("<</Type/Pages/Count %d/Kids[%s]/MediaBox[0 0 200 200]/Resources<</Font<</F 3 0 R>>>>>>", len(pages), kids.String())
	object("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
	for i, line := range pages {
		object("<</Type/Page/Parent 2 0 R/Contents %d 0 R>>", 5+2*i)
		content := "BT /F 9 Tf (" + line + ") Tj ET"
		object("<</Length %d>>\nstream\n%s\nendstream", len(content), content)
	}
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, at := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&out, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, start)
	return out.Bytes()
}

// sampleMail is an .rsmf, piece by piece.
type sampleMail struct {
	headers  map[string]string
	manifest map[string]any
	entries  []sampleEntry // of rsmf.zip, beside the manifest
	raw      []byte        // the manifest, where it is not to be that
	fileName string
	coding   string
	text     string
	more     string // parts behind
}

type sampleEntry struct {
	name, content string
	change        func(*zip.FileHeader)
}

func newMail() *sampleMail {
	m := &sampleMail{fileName: "rsmf.zip", coding: "base64", text: "שלום", entries: []sampleEntry{{name: "0001.txt", content: hello}}}
	m.headers = map[string]string{"From": "<p1@x.invalid>", "To": "<p1@x.invalid>, <p2@x.invalid>", "Subject": "Ticket 7", "Date": "Tue, 04 Mar 2025 05:06:07 +0000",
		"X-RSMF-Version": "2.0.0", "X-RSMF-BeginDate": "2025-03-04T05:06:07.5Z", "X-RSMF-EndDate": "2025-03-04T05:07:00Z", "X-RSMF-EventCount": "2",
		"X-RSMF-AttachmentCount": "1", "X-RSMF-EventCollectionID": "glassix-d-7", "MIME-Version": "1.0", "Content-Type": `multipart/mixed; boundary="b_b"`}
	if err := json.Unmarshal([]byte(`{"version":"2.0.0","eventcollectionid":"glassix-d-7",
		"participants":[{"id":"P1","display":"Jack","custom":[{"name":"Role","value":"customer"}]},{"id":"P2"}],
		"conversations":[{"id":"C1","platform":"glassix","type":"direct","participants":["P1","P2"],"custodian":"P2"}],
		"events":[
		 {"id":"E1","type":"message","body":"hi","participant":"P1","conversation":"C1","timestamp":"2025-03-04T05:06:07.5Z","direction":"incoming",
		  "attachments":[{"id":"0001.txt","display":"a.txt","size":6}],"read_receipts":[{"participant":"P2","action":"read"}]},
		 {"id":"E2","type":"message","participant":"P2","conversation":"C1","timestamp":"2025-03-04T05:07:00Z","parent":"E1","edits":[{"participant":"P2","new":"x"}]}]}`), &m.manifest); err != nil {
		panic(err)
	}
	return m
}

func (m *sampleMail) event(i int) map[string]any {
	return m.manifest["events"].([]any)[i].(map[string]any)
}

func (m *sampleMail) withoutFile() {
	delete(m.event(0), "attachments")
	m.entries, m.headers["X-RSMF-AttachmentCount"] = nil, "0"
}

func (m *sampleMail) zip() []byte {
	data, _ := json.Marshal(m.manifest)
	if m.raw != nil {
		data = m.raw
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, e := range append([]sampleEntry{{name: manifestName, content: string(data)}}, m.entries...) {
		h := &zip.FileHeader{Name: e.name, Method: zip.Deflate}
		if e.change != nil {
			e.change(h)
		}
		w, err := z.CreateHeader(h)
		if err != nil {
			panic(err)
		}
		w.Write([]byte(e.content))
	}
	z.Close()
	return out.Bytes()
}

func (m *sampleMail) bytes() []byte {
	var out bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(m.headers)) {
		if m.headers[name] != "" {
			fmt.Fprintf(&out, "%s: %s\r\n", name, m.headers[name])
		}
	}
	body := base64.StdEncoding.EncodeToString(m.zip())
	fmt.Fprintf(&out, "\r\n--b_b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n--b_b\r\nContent-Transfer-Encoding: %s\r\n"+
		"Content-Disposition: attachment; filename=%q\r\n\r\n%s\r\n%s--b_b--\r\n", m.text, m.coding, m.fileName, body, m.more)
	return out.Bytes()
}
