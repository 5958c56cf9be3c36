// The programs that need no database tell what went wrong, and what to do.
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <sstream>
#include <tests/catch.hpp>
#include <tests/support/run_program.hpp>

namespace attrib::test {
namespace {

using Catch::Matchers::Contains;

const std::string header = "user_pseudo_id,event_timestamp,event_name,channel,event_value,currency";

program_run attribute_into(const temporary_directory& folder, const std::string& arguments,
                           const std::string& input = {}) {
    return run_program(
        "attrib-attribute",
        "--output " + folder.file("out") + " --rejects " + folder.file("rejects") + " " + arguments,
        input);
}

bool has_tables(const temporary_directory& folder) {
    return std::filesystem::exists(folder.file("out/mart_first_click.csv"));
}

std::string event_row(const std::string& name, const std::string& time = "2025-03-01T10:00:00Z") {
    return "u," + time + "," + name + ",Email,5,EUR\n";
}

}  // namespace

TEST_CASE("a file of which nothing is accepted is an error that names it; rejects are kept") {
    const temporary_directory folder;
    const std::string good = folder.write("good.csv", header + "\n" + event_row("purchase"));
    const std::string bad =
        folder.write("bad.csv", header + "\n" + event_row("purchase", "yesterday") +
                                    event_row("purchase", "1740823200"));
    const std::string none = folder.write("none.csv", header + "\n");
    CHECK(attribute_into(folder, good + " " + none).status == 0);
    REQUIRE(has_tables(folder));
    std::filesystem::remove_all(folder.file("out"));
    for (const std::string& arguments : {bad, good + " " + bad, "--tables int_sessions " + bad}) {
        const program_run run = attribute_into(folder, arguments);
        CHECK(run.status == 1);
        CHECK_THAT(run.err, Contains(bad + ": none of its 2 rows is an event") &&
                                Contains("no table was written"));
        CHECK_FALSE(has_tables(folder));
        CHECK_THAT(contents_of(folder.file("rejects")), Contains("yesterday"));
    }
    const program_run piped =
        attribute_into(folder, "-", header + "\n" + event_row("purchase", "yesterday"));
    CHECK(piped.status == 1);
    CHECK_THAT(piped.err, Contains("standard input: none of its 1 rows"));
    CHECK(attribute_into(folder, "-", header + "\n").status == 0);
}

TEST_CASE("the summary shows the three commonest reasons, where they stand and what to do") {
    const temporary_directory folder;
    std::string rows = header + "\n" + event_row("purchase");
    for (int i = 0; i < 3; ++i) rows += event_row("purchase", "yesterday");
    rows += "u,2025-03-01T10:00:00Z,purchase,,12 Euro,EUR\n";
    rows += ",2025-03-01T10:00:00Z,purchase,,1,EUR\n,2025-03-01T10:00:00Z,purchase,,1,EUR\n";
    rows += "short\n";
    const std::string path = folder.write("a.csv", rows);
    const program_run run = attribute_into(folder, path);
    CHECK(run.status == 0);
    CHECK_THAT(run.out, Contains("bad_timestamp: 3, the first is line 3 of " + path) &&
                            Contains("missing_value: 2, the first is line 7 of " + path) &&
                            Contains("--map COLUMN=user_pseudo_id"));
    const auto json = nlohmann::json::parse(attribute_into(folder, "--json " + path).out);
    REQUIRE(json.at("reject_reasons").size() == 3);
    CHECK(json["reject_reasons"][0]["reason"] == "bad_timestamp");
    CHECK(json["reject_reasons"][0]["rows"] == 3);
    CHECK(json["reject_reasons"][0]["line"] == 3);
    const auto clean = nlohmann::json::parse(
        attribute_into(folder, "--json -", header + "\n" + event_row("purchase")).out);
    CHECK_FALSE(clean.contains("reject_reasons"));
}

TEST_CASE("where nothing converts, the summary names the events that there are") {
    std::string rows = header + "\n" + event_row("Purchase");
    for (int i = 0; i < 3; ++i) rows += event_row("page_view");
    const temporary_directory folder;
    const std::string path = folder.write("a.csv", rows);
    for (const std::string& how : {path, "--tables mart_channel_daily " + path,
                                   "--tables stg_ga4_events " + path, std::string("-")}) {
        CAPTURE(how);
        const program_run run = attribute_into(folder, how, how == "-" ? rows : std::string());
        CHECK(run.status == 0);
        CHECK_THAT(run.out, Contains("--conversion NAME") && Contains("3  page_view") &&
                                Contains("did you mean --conversion 'Purchase'?"));
        CHECK(run.out.find("page_view") < run.out.find("1  Purchase"));
    }
    const program_run named = attribute_into(folder, "--conversion Purchase " + path);
    CHECK_THAT(named.out, !Contains("--conversion"));
    const auto json = nlohmann::json::parse(attribute_into(folder, "--json " + path).out);
    CHECK(json.at("event_names")[0]["name"] == "page_view");
    CHECK(json.at("event_names")[0]["rows"] == 3);
}

TEST_CASE("an event_id that all rows share is warned of, one that names events is not") {
    const temporary_directory folder;
    const auto run_with = [&](const std::string& second_id, const std::string& how) {
        const std::string rows = "event_id," + header + "\n0," +
                                 event_row("page_view", "2025-03-01T10:00:00Z") + second_id + "," +
                                 event_row("purchase", "2025-03-01T10:00:01Z") + second_id + "," +
                                 event_row("purchase", "2025-03-01T10:00:01Z");
        return attribute_into(folder, how + folder.write("a.csv", rows));
    };
    for (const char* const how : {"", "--tables mart_channel_daily ", "--tables int_sessions "}) {
        const program_run shared = run_with("0", how);
        CHECK(shared.status == 0);
        CHECK_THAT(shared.err, Contains("warning: the column event_id looks wrong: 2 of 3 rows"));
        CHECK(run_with("1", how).err == "");
    }
}

TEST_CASE("columns like sources that are not read are warned of where all is Direct") {
    const temporary_directory folder;
    const std::string rows =
        "user_pseudo_id,event_timestamp,event_name,first_touch_source,colour\n"
        "u,2025-03-01T10:00:00Z,purchase,news,red\n";
    const std::string path = folder.write("a.csv", rows);
    const program_run run = attribute_into(folder, path);
    CHECK(run.status == 0);
    CHECK_THAT(run.err, Contains("warning: every conversion comes from Direct") &&
                            Contains("--map first_touch_source=source") &&
                            !Contains("--map colour"));
    CHECK_THAT(attribute_into(folder, "--map first_touch_source=source " + path).err,
               !Contains("warning"));
}

TEST_CASE("nothing from a file reaches a terminal raw") {
    const temporary_directory folder;
    const std::string escape = "\x1B]0;x\x07";
    const std::string rows = header + ",h" + escape + "\nu,2025-03-01T10:00:00Z,purchase,C" +
                             escape + ",5,E" + escape + ",\nu,never,n,,,,\n";
    const std::string path = folder.write("a\x1B[2J.csv", rows);
    for (const std::string how :
         {"", "--json ", "--conversion x ", "--conversion x --json ", "--map nobody=source "}) {
        const program_run run = attribute_into(folder, how + "'" + path + "'");
        CAPTURE(how);
        for (const std::string& text : {run.out, run.err}) {
            CHECK(text.find('\x1B') == std::string::npos);
            CHECK(text.find('\x07') == std::string::npos);
        }
    }
}

TEST_CASE("what is mistyped is guessed at, and what cannot be written is told with the remedy") {
    const auto err_of = [](const std::string& program, const std::string& arguments, int status) {
        const program_run run = run_program(program, arguments);
        CHECK(run.status == status);
        return run.err;
    };
    CHECK_THAT(err_of("attrib-attribute", "--ouput x f.csv", 2),
               Contains("did you mean --output?"));
    CHECK_THAT(err_of("attrib-attribute", "--output x --tables int_session f.csv", 2),
               Contains("did you mean int_sessions?"));
    CHECK_THAT(err_of("attrib-generate", "--event 5", 2), Contains("did you mean --events?"));
    const temporary_directory folder;
    const std::string file = folder.write("file", header + "\n" + event_row("purchase"));
    CHECK_THAT(err_of("attrib-attribute", "--output " + file + "/below " + file, 1),
               Contains("choose a folder that you may write"));
    CHECK_THAT(err_of("attrib-generate", "--events 5 --output " + folder.file("no/such"), 1),
               Contains("make the folder first"));
}

TEST_CASE("help fits the terminal and says what is read, in groups and with examples") {
    for (const char* const program : {"attrib-attribute", "attrib-generate"}) {
        for (const std::string width : {"60", "80", "132"}) {
            const temporary_directory folder;
            const std::string command = "COLUMNS=" + width + " " ATTRIB_PROGRAMS "/" + program +
                                        " --help >" + folder.file("help");
            REQUIRE(std::system(command.c_str()) == 0);
            const std::string help = contents_of(folder.file("help"));
            CHECK_THAT(help, Contains("\nResults:\n") && Contains("\nAbout the program:\n") &&
                                 Contains("\nExamples:\n"));
            const std::string options = help.substr(0, help.find("\nExamples:\n"));
            std::istringstream lines(options);
            for (std::string line; std::getline(lines, line);)
                CHECK((line.size() <= std::stoul(width) || line.find("(=") != std::string::npos));
        }
    }
    CHECK_THAT(run_program("attrib-attribute", "--help").out,
               Contains("NDJSON") && Contains("\nReading files:\n"));
}

}  // namespace attrib::test
