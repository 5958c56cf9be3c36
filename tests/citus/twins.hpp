/// @file
/// A cluster beside one Postgres, for tests that hold their tables equal.
#pragma once

#include <algorithm>
#include <string>
#include <tests/catch.hpp>
#include <tests/citus/cluster.hpp>
#include <tests/support/generated_file.hpp>
#include <tests/support/loads.hpp>
#include <tests/support/run_program.hpp>
#include <vector>

namespace attrib::test {

/// All rows of a relation, each as one text, in order.
inline std::vector<std::string> rows_of(const temporary_database& database,
                                        const std::string& relation) {
    connection on = database.connect();
    const query_result rows = on.run("select * from " + relation);
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        std::string& text = texts.emplace_back();
        for (std::size_t j = 0; j < rows.columns(); ++j) {
            if (rows.is_null(i, j))
                text += "null|";
            else
                text.append("'").append(rows.text(i, j)).append("'|");
        }
    }
    std::ranges::sort(texts);
    return texts;
}

/// A cluster and one Postgres, to which the same is done.
struct twins {
    cluster_database cluster;
    temporary_database plain;
    temporary_directory folder;

    void load(const std::string& name, std::uint64_t seed, std::uint64_t events) {
        scenario wanted = small_scenario(events, 20'000);
        wanted.seed = seed;
        const std::string path = folder.write(name, generated_csv(wanted));
        for (const temporary_database* each : {static_cast<temporary_database*>(&cluster), &plain})
            run("attrib-load", at(*each) + path);
    }
    static program_run run(const std::string& program, const std::string& arguments) {
        program_run done = run_program(program, arguments);
        INFO(program << ' ' << arguments << '\n' << done.out << done.err);
        REQUIRE(done.status == 0);
        return done;
    }
    void model(const std::string& arguments) const {
        run("attrib-model", arguments + " " + at(cluster));
        run("attrib-model", arguments + " " + at(plain));
    }
    void check_equal() const {
        CHECK(fingerprint(cluster) == fingerprint(plain));
        for (const table which : database_tables) {
            INFO(name_of(which));
            const auto rows = rows_of(cluster, std::string(name_of(which)));
            CHECK_FALSE(rows.empty());
            CHECK(rows == rows_of(plain, std::string(name_of(which))));
        }
    }
    void check_verified(const std::string& engine) const {
        CHECK_THAT(run("attrib-model", "verify --engine " + engine + " " + at(cluster)).out,
                   Catch::Matchers::Contains("equal, row by row"));
    }
};

}  // namespace attrib::test
