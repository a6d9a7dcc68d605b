package metrics

// The metrics by name, those of the settings of GODEBUG in between.
var allDesc []Description

var runtimeDesc = [runtimeMetrics]Description{
	{Name: "/cgo/go-to-c-calls:calls", Kind: KindUint64, Cumulative: true},
	{Name: "/cpu/classes/gc/mark/assist:cpu-seconds", Kind: KindFloat64, Cumulative: true},
	{Name: "/cpu/classes/gc/mark/dedicated:cpu-seconds", Kind: KindFloat64, Cumulative: true},
	{Name: "/cpu/classes/gc/mark/idle:cpu-seconds", Kind: KindFloat64, Cumulative: true},
	{Name: "/cpu/classes/gc/pause:cpu-seconds", Kind: KindFloat64, Cumulative: true},
	{Name: "/cpu/classes/gc/total:cpu-seconds", Kind: KindFloat64, Cumulative: true},
	{Name: "/cpu/classes/idle:cpu-seconds", Kind: KindFloat64, Cumulative: true},
	{Name: "/cpu/classes/scavenge/assist:cpu-seconds", Kind: KindFloat64, Cumulative: true},
	{Name: "/cpu/classes/scavenge/background:cpu-seconds", Kind: KindFloat64, Cumulative: true},
	{Name: "/cpu/classes/scavenge/total:cpu-seconds", Kind: KindFloat64, Cumulative: true},
	{Name: "/cpu/classes/total:cpu-seconds", Kind: KindFloat64, Cumulative: true},
	{Name: "/cpu/classes/user:cpu-seconds", Kind: KindFloat64, Cumulative: true},
	{Name: "/gc/cleanups/executed:cleanups", Kind: KindUint64, Cumulative: true},
	{Name: "/gc/cleanups/queued:cleanups", Kind: KindUint64, Cumulative: true},
	{Name: "/gc/cycles/automatic:gc-cycles", Kind: KindUint64, Cumulative: true},
	{Name: "/gc/cycles/forced:gc-cycles", Kind: KindUint64, Cumulative: true},
	{Name: "/gc/cycles/total:gc-cycles", Kind: KindUint64, Cumulative: true},
	{Name: "/gc/finalizers/executed:finalizers", Kind: KindUint64, Cumulative: true},
	{Name: "/gc/finalizers/queued:finalizers", Kind: KindUint64, Cumulative: true},
	{Name: "/gc/gogc:percent", Kind: KindUint64},
	{Name: "/gc/gomemlimit:bytes", Kind: KindUint64},
	{Name: "/gc/heap/allocs-by-size:bytes", Kind: KindFloat64Histogram, Cumulative: true},
	{Name: "/gc/heap/allocs:bytes", Kind: KindUint64, Cumulative: true},
	{Name: "/gc/heap/allocs:objects", Kind: KindUint64, Cumulative: true},
	{Name: "/gc/heap/frees-by-size:bytes", Kind: KindFloat64Histogram, Cumulative: true},
	{Name: "/gc/heap/frees:bytes", Kind: KindUint64, Cumulative: true},
	{Name: "/gc/heap/frees:objects", Kind: KindUint64, Cumulative: true},
	{Name: "/gc/heap/goal:bytes", Kind: KindUint64},
	{Name: "/gc/heap/live:bytes", Kind: KindUint64},
	{Name: "/gc/heap/objects:objects", Kind: KindUint64},
	{Name: "/gc/heap/tiny/allocs:objects", Kind: KindUint64, Cumulative: true},
	{Name: "/gc/limiter/last-enabled:gc-cycle", Kind: KindUint64},
	{Name: "/gc/pauses:seconds", Kind: KindFloat64Histogram, Cumulative: true},
	{Name: "/gc/scan/globals:bytes", Kind: KindUint64},
	{Name: "/gc/scan/heap:bytes", Kind: KindUint64},
	{Name: "/gc/scan/stack:bytes", Kind: KindUint64},
	{Name: "/gc/scan/total:bytes", Kind: KindUint64},
	{Name: "/gc/stack/starting-size:bytes", Kind: KindUint64},
	{Name: "/memory/classes/heap/free:bytes", Kind: KindUint64},
	{Name: "/memory/classes/heap/objects:bytes", Kind: KindUint64},
	{Name: "/memory/classes/heap/released:bytes", Kind: KindUint64},
	{Name: "/memory/classes/heap/stacks:bytes", Kind: KindUint64},
	{Name: "/memory/classes/heap/unused:bytes", Kind: KindUint64},
	{Name: "/memory/classes/metadata/mcache/free:bytes", Kind: KindUint64},
	{Name: "/memory/classes/metadata/mcache/inuse:bytes", Kind: KindUint64},
	{Name: "/memory/classes/metadata/mspan/free:bytes", Kind: KindUint64},
	{Name: "/memory/classes/metadata/mspan/inuse:bytes", Kind: KindUint64},
	{Name: "/memory/classes/metadata/other:bytes", Kind: KindUint64},
	{Name: "/memory/classes/os-stacks:bytes", Kind: KindUint64},
	{Name: "/memory/classes/other:bytes", Kind: KindUint64},
	{Name: "/memory/classes/profiling/buckets:bytes", Kind: KindUint64},
	{Name: "/memory/classes/total:bytes", Kind: KindUint64},
	{Name: "/sched/gomaxprocs:threads", Kind: KindUint64},
	{Name: "/sched/goroutines-created:goroutines", Kind: KindUint64, Cumulative: true},
	{Name: "/sched/goroutines/not-in-go:goroutines", Kind: KindUint64},
	{Name: "/sched/goroutines/runnable:goroutines", Kind: KindUint64},
	{Name: "/sched/goroutines/running:goroutines", Kind: KindUint64},
	{Name: "/sched/goroutines/waiting:goroutines", Kind: KindUint64},
	{Name: "/sched/goroutines:goroutines", Kind: KindUint64},
	{Name: "/sched/latencies:seconds", Kind: KindFloat64Histogram, Cumulative: true},
	{Name: "/sched/pauses/stopping/gc:seconds", Kind: KindFloat64Histogram, Cumulative: true},
	{Name: "/sched/pauses/stopping/other:seconds", Kind: KindFloat64Histogram, Cumulative: true},
	{Name: "/sched/pauses/total/gc:seconds", Kind: KindFloat64Histogram, Cumulative: true},
	{Name: "/sched/pauses/total/other:seconds", Kind: KindFloat64Histogram, Cumulative: true},
	{Name: "/sched/threads/total:threads", Kind: KindUint64},
	{Name: "/sync/mutex/wait/total:seconds", Kind: KindFloat64, Cumulative: true},
}

const (
	runtimeMetrics = 66
	allSettings    = 55 // of GODEBUG, those too that nobody counts
	prefix         = "/godebug/non-default-behavior/"
)

// Settings of GODEBUG of which it is counted how often a program was made to behave differently.
var settings = [...]struct{ name, pkg string }{
	{"allowmultiplevcs", "cmd/go"},
	{"asynctimerchan", "time"},
	{"containermaxprocs", "runtime"},
	{"cryptocustomrand", "crypto"},
	{"embedfollowsymlinks", "cmd/go"},
	{"execerrdot", "os/exec"},
	{"fips140ems", "crypto/tls"},
	{"gocachehash", "cmd/go"},
	{"gocachetest", "cmd/go"},
	{"gocacheverify", "cmd/go"},
	{"gotestjsonbuildtext", "cmd/go"},
	{"gotypesalias", "go/types"},
	{"htmlmetacontenturlescape", "html/template"},
	{"http2client", "net/http"},
	{"http2server", "net/http"},
	{"httpcookiemaxnum", "net/http"},
	{"httplaxcontentlength", "net/http"},
	{"httpmuxgo121", "net/http"},
	{"httpservecontentkeepheaders", "net/http"},
	{"installgoroot", "go/build"},
	{"multipartmaxheaders", "mime/multipart"},
	{"multipartmaxparts", "mime/multipart"},
	{"multipathtcp", "net"},
	{"netedns0", "net"},
	{"panicnil", "runtime"},
	{"randautoseed", "math/rand"},
	{"randseednop", "math/rand"},
	{"rsa1024min", "crypto/rsa"},
	{"tarinsecurepath", "archive/tar"},
	{"tls10server", "crypto/tls"},
	{"tls3des", "crypto/tls"},
	{"tlsmaxrsasize", "crypto/tls"},
	{"tlsrsakex", "crypto/tls"},
	{"tlssha1", "crypto/tls"},
	{"tlsunsafeekm", "crypto/tls"},
	{"updatemaxprocs", "runtime"},
	{"urlmaxqueryparams", "net/url"},
	{"urlstrictcolons", "net/url"},
	{"winreadlinkvolume", "os"},
	{"winsymlink", "os"},
	{"x509keypairleaf", "crypto/tls"},
	{"x509negativeserial", "crypto/x509"},
	{"x509rsacrt", "crypto/x509"},
	{"x509sha256skid", "crypto/x509"},
	{"x509usefallbackroots", "crypto/x509"},
	{"x509usepolicies", "crypto/x509"},
	{"zipinsecurepath", "archive/zip"},
}

func init() {
	i := 0
	for runtimeDesc[i].Name < "/godebug/" {
		i++
	}
	all := make([]Description, i, len(runtimeDesc)+allSettings)
	copy(all, runtimeDesc[:])
	for _, s := range settings {
		all = append(all, Description{
			Name: prefix + s.name + ":events",
			Description: "The number of non-default behaviors executed by the " + s.pkg + " package due to a non-default GODEBUG=" +
				s.name + "=... setting.",
			Kind:       KindUint64,
			Cumulative: true,
		})
	}
	allDesc = append(all, runtimeDesc[i:]...)
}
