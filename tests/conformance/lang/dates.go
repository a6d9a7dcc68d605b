// Dates in UTC and in zones with a fixed offset: what they look like, what is added, what is carried over.
package main

import (
	"fmt"
	"time"
)

func main() {
	t := time.Date(2024, time.February, 29, 13, 4, 5, 123456789, time.UTC)
	fmt.Println(t, t.Weekday(), t.YearDay(), t.Unix(), t.UnixMilli())
	for _, layout := range []string{time.Layout, time.ANSIC, time.UnixDate, time.RubyDate, time.RFC822, time.RFC822Z,
		time.RFC850, time.RFC1123, time.RFC1123Z, time.RFC3339, time.RFC3339Nano, time.Kitchen, time.Stamp,
		time.StampMicro, time.DateTime, "Jan 2nd, '06 at 3.04pm", "20060102T150405.000", "__2/002 _2 January Janet"} {
		fmt.Println(t.Format(layout))
	}
	zone := time.FixedZone("CEST", 2*60*60)
	u := t.In(zone)
	name, offset := u.Zone()
	fmt.Println(u, u.Equal(t), u == t, name, offset, u.Location(), u.UTC() == t)
	fmt.Println(time.Date(2023, 14, 35, 25, 61, 61, -1, time.UTC), time.Date(2000, 0, 0, 0, 0, 0, 0, zone).Format(time.RFC3339))
	fmt.Println(t.AddDate(1, 0, 0).Format(time.DateOnly), t.AddDate(0, 1, 1).Format(time.DateOnly), t.AddDate(0, -1, 2).Format(time.DateOnly))
	fmt.Println(t.Truncate(time.Hour).Format(time.TimeOnly), t.Round(time.Second).Format(time.TimeOnly), t.Add(-36*time.Hour))
	for _, day := range []int{1, 2, 3, 30, 31} {
		year, week := time.Date(2024, 12, day, 0, 0, 0, 0, time.UTC).ISOWeek()
		fmt.Print(year, "-W", week, " ")
	}
	fmt.Println()
	d := t.Sub(time.Date(1999, 12, 31, 23, 59, 59, 0, time.UTC))
	fmt.Println(d, int(d.Hours()/24), time.Time{}, time.Time{}.IsZero(), time.Unix(1e9, 5).UTC())
	for _, text := range []string{"1h15m30.918s", "-.5s", "3x", "", "1", "9223372036854775808ns", "1.5h3µs"} {
		d, err := time.ParseDuration(text)
		fmt.Println(d, err)
	}
	fmt.Println(time.March, time.Saturday, time.Month(13), time.Weekday(-1))
	fmt.Printf("%v %d %s\n", t.Month(), t.Month(), t.Weekday())
}
