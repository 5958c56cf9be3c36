#include <libattrib/ingest/followed_sources.hpp>

namespace attrib {

std::vector<followed_source> followed_sources(connection& on, const followed_name& name) {
    const query_result rows = on.run(
        "select source, path, is_over from followed_files where path = $1 or given = $2 order by "
        "is_over, followed_since desc, source desc limit 100",
        {name.path, name.given});
    std::vector<followed_source> found;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        followed_source each{std::string(rows.text(i, 0)), std::string(rows.text(i, 1)),
                             rows.boolean(i, 2)};
        const source_progress progress = progress_of(on, each.source);
        if (!progress.parts.empty()) each.last = progress.parts.back();
        found.push_back(std::move(each));
    }
    return found;
}

void begin_followed(connection& on, const std::string& source, const followed_name& name) {
    on.run(
        "insert into followed_files (source, path, given) values ($1, $2, $3) on conflict (source) "
        "do update set is_over = false, given = excluded.given where followed_files.is_over or "
        "followed_files.given <> excluded.given",
        {source, name.path, name.given});
}

void end_followed(connection& on, const std::string& source) {
    on.run("update followed_files set is_over = true where source = $1 and not is_over", {source});
}

}  // namespace attrib
