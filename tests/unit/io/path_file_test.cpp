#include <libattrib/io/path_file.hpp>
#include <tests/catch.hpp>
#include <tests/support/encodings.hpp>
#include <tests/support/events.hpp>

namespace attrib {
namespace {

// Rows as text, in order.
class collecting_paths final : public path_consumer {
   public:
    void accept(const path_row& taken) override {
        std::string& row = rows.emplace_back();
        for (const std::string_view channel : taken.channels)
            row.append(row.empty() ? "" : "|").append(channel);
        row += ' ' + std::to_string(taken.conversions) + ' ' + to_string(taken.value) + ' ' +
               std::to_string(taken.ends);
    }
    void refuse(const reject& refused) override {
        rejects.push_back(std::to_string(refused.line) + ' ' +
                          std::string(name_of(refused.reason)) + ' ' + std::string(refused.text));
    }

    std::vector<std::string> rows;
    std::vector<std::string> rejects;
};

collecting_paths read(const std::string& path, const path_file_options& options = {}) {
    path_file file = path_file::open(path, options).value();
    collecting_paths found;
    for (event_chunk chunk; file.next(chunk).value();) file.parse(chunk, found);
    return found;
}

errc refusal_of(const std::string& path, const path_file_options& options = {}) {
    const auto file = path_file::open(path, options);
    REQUIRE(file.has_error());
    CHECK(file.error().message.starts_with(path + ": "));
    return file.error().code;
}

using texts_of_rows = std::vector<std::string>;

constexpr std::string_view as_of_channel_attribution =
    "path;total_conversions;total_conversion_value;total_null\n"
    "alpha;1;0.244;3\n"
    "alpha > beta;0;0;4\n";
const texts_of_rows two_paths{"alpha 1 0.244 3", "alpha|beta 0 0.00 4"};

TEST_CASE("the delimiter of a file of paths is found") {
    const test::temporary_directory folder;
    CHECK(read(folder.write("a.csv", as_of_channel_attribution)).rows == two_paths);
    for (const char delimiter : std::string_view(",\t|")) {
        std::string text(as_of_channel_attribution);
        std::ranges::replace(text, ';', delimiter);
        CHECK(read(folder.write("b.csv", text)).rows == two_paths);
        CHECK(read(folder.write("c.csv", "sep=" + std::string(1, delimiter) + "\n" + text)).rows ==
              two_paths);
    }
}

TEST_CASE("files of paths as other programs write them") {
    const test::temporary_directory folder;
    CHECK(read(folder.write("bom.csv", "\xEF\xBB\xBF" + std::string(as_of_channel_attribution)))
              .rows == two_paths);
    CHECK(read(folder.write("a.csv.gz", test::gzip(as_of_channel_attribution))).rows == two_paths);
    CHECK(read(folder.write("a.csv.zst", test::zstd(as_of_channel_attribution))).rows == two_paths);
    // As write.csv of R, with numbers of rows.
    CHECK(read(folder.write("r.csv",
                            "\"\",\"path\",\"total_conversions\",\"total_null\"\r\n"
                            "\"1\",\"alpha\",1,3\r\n\"2\",\"alpha > beta\",0,4\r\n"))
              .rows == texts_of_rows{"alpha 1 0.00 3", "alpha|beta 0 0.00 4"});
    // As MAM has journeys.
    CHECK(read(folder.write("m.csv",
                            "journey_id,channels_agg,converted_agg,conversion_value\n"
                            "id:1,alpha > beta,True,5\nid:2,alpha,False,0\n"))
              .rows == texts_of_rows{"alpha|beta 1 5.00 0", "alpha 0 0.00 1"});
}

TEST_CASE("separators and names of columns are what the options say") {
    const test::temporary_directory folder;
    const auto path = folder.write("a.csv", "journey;sales;lost\na,b > c;1;2\n");
    CHECK(read(path, {.columns = {.path = "journey",
                                  .conversions = "sales",
                                  .value = {},
                                  .journeys = {},
                                  .ends = "lost"},
                      .separator = ","})
              .rows == texts_of_rows{"a|b > c 1 0.00 2"});
    CHECK(read(folder.write("b.csv", "path,conversions\na;b,NA\n"),
               {.columns = {}, .separator = ";", .delimiter = ',', .null_texts = {"NA"}})
              .rows == texts_of_rows{"a|b 0 0.00 0"});
}

TEST_CASE("rows that break a rule are rejects with their lines") {
    const test::temporary_directory folder;
    const auto found =
        read(folder.write("a.csv", "path,conversions\na,1\nb\n\"c\nd\",x\n\ne,1\"2\n" +
                                       std::string(2 << 20, 'x') + ",1\nz,1"),
             {.columns = {}, .chunk_bytes = 10});
    CHECK(found.rows == texts_of_rows{"a 1 0.00 0", "z 1 0.00 0"});
    REQUIRE(found.rejects.size() == 4);
    CHECK(found.rejects[0] == "3 field_count b");
    CHECK(found.rejects[1] == "4 bad_value \"c\nd\",x");
    CHECK(found.rejects[2] == "7 stray_quote e,1\"2");
    CHECK(found.rejects[3].starts_with("8 row_too_long xxx"));
}

TEST_CASE("what holds no paths is refused") {
    const test::temporary_directory folder;
    CHECK(refusal_of(folder.write("empty.csv", "")) == errc::not_path_csv);
    CHECK(refusal_of(folder.write("events.csv", "user_pseudo_id,event_name\nu,e\n")) ==
          errc::not_path_csv);
    CHECK(refusal_of(folder.write("book.xlsx", "PK\x03\x04")) == errc::not_path_csv);
    CHECK(refusal_of(folder.write("bytes", std::string("\0\xFF\0", 3))) == errc::not_path_csv);
    CHECK(refusal_of(
              folder.write("named.csv", as_of_channel_attribution),
              {.columns =
                   {.path = "way", .conversions = {}, .value = {}, .journeys = {}, .ends = {}}}) ==
          errc::bad_mapping);
    CHECK(path_file::open(folder.file("none.csv")).error().code == errc::file_not_found);
    path_file cut = path_file::open(folder.write("cut.csv", "path,nulls\n\"a,1\n")).value();
    event_chunk chunk;
    CHECK(cut.next(chunk).error().code == errc::unterminated_quote);
    CHECK(open_path_files(
              {folder.write("a.csv", as_of_channel_attribution), folder.file("none.csv")}, {})
              .has_error());
}

}  // namespace
}  // namespace attrib
