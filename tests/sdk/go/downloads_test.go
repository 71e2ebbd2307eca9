package sdk

import (
	"bytes"
	"image/png"
	"io"
	"net/http"
	"testing"
)

// wantDownload asks for an output without a key: of a picture every byte must be right.
func wantDownload(t *testing.T, url, contentType string) {
	t.Helper()
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	want(t, response.StatusCode, http.StatusOK)
	want(t, response.Header.Get("Content-Type"), contentType)
	switch contentType {
	case "image/png":
		if _, err := png.Decode(bytes.NewReader(content)); err != nil {
			t.Errorf("the picture of %s: %v", url, err)
		}
	case "video/mp4":
		want(t, string(content[4:8]), "ftyp")
	default:
		isFrame := content[0] == 0xFF && content[1]&0xE0 == 0xE0
		want(t, isFrame || bytes.HasPrefix(content, []byte("ID3")), true)
	}
}
