import assert from "node:assert/strict";
import { test } from "node:test";
import { compileDateFormat } from "./import-date.ts";

function read(format: string, text: string): string | undefined {
  const compiled = compileDateFormat(format);
  assert("reader" in compiled, `${format} is a format`);
  const date = compiled.reader(text);
  if (date === undefined) return undefined;
  return "wallMs" in date
    ? new Date(date.wallMs).toISOString().slice(0, -1)
    : new Date(date.instantMs).toISOString();
}

test("dates of each format", () => {
  for (const [format, text, expected] of [
    ["dd/MM/yyyy HH:mm", "01/12/2010 08:26", "2010-12-01T08:26:00.000"],
    ["d/M/yyyy H:mm", "1/2/2010 8:26", "2010-02-01T08:26:00.000"],
    ["yyyy/M/d H:mm:ss", "2025/3/1 0:00:59", "2025-03-01T00:00:59.000"],
    ["MM-dd-yy", "02-28-24", "2024-02-28T00:00:00.000"],
    ["yyyy年MM月dd日 HH:mm", "2025年11月11日 00:01", "2025-11-11T00:01:00.000"],
    ["yyyyMMddHHmmss", "20250301235959", "2025-03-01T23:59:59.000"],
    ["yyyy-MM-dd'T'HH:mm:ss.SSS", "2025-03-01T01:02:03.004", "2025-03-01T01:02:03.004"],
    ["M/d/yyyy h:mm a", "12/31/2024 12:05 AM", "2024-12-31T00:05:00.000"],
    ["M/d/yyyy h:mm a", "12/31/2024 12:05 pm", "2024-12-31T12:05:00.000"],
    ["yyyy-MM-dd HH:mm:ss XXX", "2025-03-01 08:00:00 +08:00", "2025-03-01T00:00:00.000Z"],
    ["yyyy-MM-dd HH:mm:ssXXX", "2025-03-01 08:00:00-0330", "2025-03-01T11:30:00.000Z"],
    ["yyyy-MM-dd HH:mm", "2025-03-01  08:00", "2025-03-01T08:00:00.000"],
    ["iso", "2025-03-01", "2025-03-01T00:00:00.000"],
    ["iso", "2025-03-01 08:00", "2025-03-01T08:00:00.000"],
    ["iso", "2025-03-01T08:00:00.5", "2025-03-01T08:00:00.500"],
    ["iso", "2025-03-01T08:00:00.123456Z", "2025-03-01T08:00:00.123Z"],
    ["iso", "2025-03-01T08:00:00+08:00", "2025-03-01T00:00:00.000Z"],
    ["epochSeconds", "1740787200", "2025-03-01T00:00:00.000Z"],
    ["epochMilliseconds", "1740787200001", "2025-03-01T00:00:00.001Z"],
  ] as const) {
    assert.equal(read(format, text), expected, `${format}: ${text}`);
  }
});

test("what is no date of the format, or no day of the calendar", () => {
  for (const [format, text] of [
    ["dd/MM/yyyy", "1/12/2010"],
    ["dd/MM/yyyy", "31/02/2010"],
    ["dd/MM/yyyy", "12/13/2010"],
    ["dd/MM/yyyy", "01/12/2010 08:26"],
    ["dd/MM/yyyy", "29/02/2023"],
    ["dd/MM/yyyy", "00/01/2023"],
    ["yyyy-MM-dd HH:mm", "2025-03-01 24:00"],
    ["yyyy-MM-dd HH:mm", "2025-03-01 23:60"],
    ["M/d/yyyy h:mm a", "12/31/2024 0:05 AM"],
    ["M/d/yyyy h:mm a", "12/31/2024 13:05 PM"],
    ["iso", "0201-12-01"],
    ["iso", "1979-12-31"],
    ["iso", "2200-01-01"],
    ["iso", "yesterday"],
    ["epochSeconds", "0"],
    ["epochSeconds", "1740787200001"],
    ["yyyy.MM.dd", "2025-03-01"],
  ] as const) {
    assert.equal(read(format, text), undefined, `${format}: ${text}`);
  }
});

test("what is no format", () => {
  for (const [format, problem] of [
    ["MM/dd", /no year/],
    ["yyyy-MM", /no day/],
    ["yyyy-MM-dd DD", /"DD" is no part of a date/],
    ["yyyy-MM-dd hh:mm", /go together/],
    ["yyyy-MM-dd HH:mm a", /go together/],
    ["yyyy-MM-dd mm", /a minute but no hour/],
    ["yyyy-MM-dd HH ss", /a second but no minute/],
    ["yyyy-MM-dd yyyy", /the year twice/],
    ["yyyy-MM-dd'T", /not closed/],
    ["YYYY-MM-dd", /"YYYY"/],
  ] as const) {
    const compiled = compileDateFormat(format);
    assert("problem" in compiled, format);
    assert.match(compiled.problem, problem);
  }
});
