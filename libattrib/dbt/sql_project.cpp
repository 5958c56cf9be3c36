#include <fmt/format.h>

#include <libattrib/core/hash.hpp>
#include <libattrib/dbt/sql_project.hpp>

namespace attrib {

extern const embedded_file project_files[];  // written by cmake/embed.cmake

namespace {

std::string stem_of(std::string_view path) {
    path.remove_prefix(path.rfind('/') + 1);  // npos + 1 is 0
    return std::string(path.substr(0, path.rfind('.')));
}

}  // namespace

result<sql_project> read_project(std::span<const embedded_file> files) {
    sql_project project;
    std::uint64_t digest = 0;
    for (const embedded_file& file : files) {
        const std::string path = "models/" + std::string(file.name);
        digest = hash_of(std::to_string(digest) + path) ^ hash_of(file.text);
        if (path.ends_with(".csv")) {
            project.seeds.push_back({stem_of(path), file.text});
        } else if (path.ends_with(".yml")) {
            if (auto read = read_properties(path, file.text, project.properties); !read)
                return read.error();
        } else if (file.name.starts_with("macros/")) {
            if (auto read = read_macros(path, file.text, project.macros); !read)
                return read.error();
        } else {
            auto& list = file.name.starts_with("tests/") ? project.tests : project.models;
            list.push_back({stem_of(path), path, file.text});
        }
    }
    project.digest = fmt::format("{:016x}", digest);
    return project;
}

const sql_project& default_project() {
    static const sql_project project = [] {
        std::size_t count = 0;
        while (!project_files[count].name.empty()) ++count;
        return read_project(std::span(project_files, count)).value();
    }();
    return project;
}

}  // namespace attrib
