#include <array>
#include <libattrib/core/blank.hpp>
#include <libattrib/io/event_header.hpp>
#include <libattrib/io/foreign_format.hpp>

namespace attrib {
namespace {

struct known_beginning {
    std::string_view bytes;
    std::string_view sentence;
};

using namespace std::string_view_literals;

// Magic numbers as in the formats' own specifications and file(1).
constexpr std::array known_beginnings{
    known_beginning{"PAR1",
                    "is a Parquet file; convert it: duckdb -c \"copy (from read_parquet('FILE')) "
                    "to 'FILE.csv' (header)\""},
    known_beginning{"Obj\x01", "is an Avro file; convert it: avro-tools tojson FILE >FILE.ndjson"},
    known_beginning{"PK\x03\x04",
                    "is a zip archive or an Excel workbook; unpack it: unzip -p FILE >FILE.csv, or "
                    "save the workbook as CSV UTF-8"},
    known_beginning{"\xD0\xCF\x11\xE0", "is an Excel workbook; save it as CSV UTF-8"},
    known_beginning{"SQLite format 3",
                    "is an SQLite database; convert it: sqlite3 -csv -header FILE 'select * from "
                    "TABLE' >FILE.csv"},
    known_beginning{"\xFF\xFE\0\0"sv,
                    "is UTF-32; convert it: iconv -f UTF-32 -t UTF-8 FILE >FILE.csv"},
    known_beginning{"\0\0\xFE\xFF"sv,
                    "is UTF-32; convert it: iconv -f UTF-32 -t UTF-8 FILE >FILE.csv"},
    known_beginning{"\xFF\xFE", "is UTF-16; convert it: iconv -f UTF-16 -t UTF-8 FILE >FILE.csv"},
    known_beginning{"\xFE\xFF", "is UTF-16; convert it: iconv -f UTF-16 -t UTF-8 FILE >FILE.csv"},
    known_beginning{"\x1F\x8B", "is compressed by gzip; unpack it: gunzip FILE"},
    known_beginning{"\x28\xB5\x2F\xFD", "is compressed by zstd; unpack it: unzstd FILE"},
    known_beginning{"BZh91AY", "is compressed by bzip2; unpack it: bunzip2 FILE"},
    known_beginning{"\xFD"
                    "7zXZ",
                    "is compressed by xz; unpack it: unxz FILE"},
    known_beginning{"7z\xBC\xAF", "is a 7-Zip archive; unpack it: 7z x FILE"},
    known_beginning{"%PDF-", "is a PDF document; export the data as CSV"},
};

constexpr std::string_view page =
    "is HTML or XML, perhaps the page of an error or a login; export the data as CSV or NDJSON";

// How a text begins that is no CSV.
constexpr std::array text_beginnings{
    known_beginning{"<!", page},
    known_beginning{"<?", page},
    known_beginning{"<html", page},
};

}  // namespace

std::optional<std::string_view> foreign_format_of(std::string_view beginning) noexcept {
    for (const known_beginning& each : known_beginnings)
        if (beginning.starts_with(each.bytes)) return each.sentence;
    if (beginning.starts_with(byte_order_mark)) beginning.remove_prefix(byte_order_mark.size());
    const std::string_view text = trimmed(beginning);
    for (const known_beginning& each : text_beginnings)
        if (text.starts_with(each.bytes)) return each.sentence;
    return std::nullopt;
}

}  // namespace attrib
