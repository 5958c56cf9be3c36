#include <algorithm>
#include <libattrib/core/array_text.hpp>
#include <libattrib/core/printable.hpp>
#include <libattrib/ingest/ignored_columns.hpp>

namespace attrib {
namespace {

constexpr std::size_t longest_column_name = 256;

}  // namespace

void note_ignored_columns(connection& on, const std::string& source_name,
                          const std::vector<std::string>& columns) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < std::min(columns.size(), most_ignored_columns); ++i)
        names.push_back(printable(columns[i], longest_column_name));
    transaction work(on);
    on.run("delete from ignored_columns where source_name = $1", {printable(source_name)});
    if (!names.empty())
        on.run(
            "insert into ignored_columns (source_name, column_name) select $1, unnest($2::text[])",
            {printable(source_name), array_text(names)});
    work.commit();
}

}  // namespace attrib
