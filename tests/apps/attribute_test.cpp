// attrib-attribute as users run it.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <tests/catch.hpp>
#include <tests/support/child.hpp>
#include <tests/support/csv_table.hpp>
#include <tests/support/encodings.hpp>
#include <tests/support/run_program.hpp>
#include <thread>

namespace attrib::test {
namespace {

using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

constexpr const char* shop = "../shared/data/shop/";

const std::string worked_example =
    "event_id,user_pseudo_id,event_timestamp,event_name,channel,event_value\n"
    "a,u,2025-03-01 10:00:00.000000 UTC,page_view,Email,\n"
    "b,u,2025-03-01 10:30:00.000000 UTC,page_view,Direct,\n"
    "c,u,2025-03-01 11:00:00.000001 UTC,page_view,Paid Search,\n"
    "d,u,2025-03-15 10:00:00.000000 UTC,purchase,Direct,20\n"
    "e,u,2025-03-15 10:00:00.000001 UTC,purchase,Direct,5\n"
    "d,u,2025-03-15 10:00:00.000000 UTC,purchase,Direct,20\n";

program_run attribute(const std::string& arguments, const std::string& input = {}) {
    return run_program("attrib-attribute", arguments, input);
}

TEST_CASE("the worked example, from standard input to files") {
    const temporary_directory folder;
    const auto run = attribute("--output " + folder.path() + " -", worked_example);
    CHECK(run.err == "");
    REQUIRE(run.status == 0);
    CHECK_THAT(run.out, Contains("duplicates   1") && Contains("sessions     3"));
    CHECK(contents_of(folder.file("mart_first_click.csv")) ==
          "conversion_id,user_pseudo_id,conversion_timestamp,conversion_date,conversion_name,"
          "revenue,currency,transaction_id,channel,source,medium,campaign,session_id,"
          "touch_timestamp\n"
          "d,u,2025-03-15T10:00:00.000000Z,2025-03-15,purchase,20.00,,,Email,,,,"
          "u.1740823200000000,2025-03-01T10:00:00.000000Z\n"
          "e,u,2025-03-15T10:00:00.000001Z,2025-03-15,purchase,5.00,,,Paid Search,,,,"
          "u.1740826800000001,2025-03-01T11:00:00.000001Z\n");
    CHECK_THAT(contents_of(folder.file("mart_channel_daily.csv")),
               StartsWith("model,conversion_date,conversion_name,currency,channel,conversions,"
                          "revenue\n"
                          "first_click,2025-03-15,purchase,,Email,1.000000,20.000000\n"
                          "first_click,2025-03-15,purchase,,Paid Search,1.000000,5.000000\n"
                          "last_click,2025-03-15,purchase,,Direct,2.000000,25.000000\n"));
    CHECK(read_table(folder.file("int_sessions.csv")).size() == 3);
    CHECK_FALSE(std::filesystem::exists(folder.file("stg_ga4_events.csv")));
}

TEST_CASE("every conversion of the shop is credited as its publisher says") {
    if (!std::filesystem::exists(shop)) {
        WARN("skipped: no " << shop);
        return;
    }
    const temporary_directory folder;
    const auto run =
        attribute("--lookback-days 7 --json --output " + folder.path() + " " + shop + "events.csv");
    REQUIRE(run.status == 0);
    CHECK_THAT(run.out, Contains("\"sessions\": 40133") && Contains("278799.40"));
    std::map<std::string, std::map<std::string, std::string>> first;
    std::map<std::string, std::map<std::string, std::string>> last;
    for (auto& row : read_table(folder.file("mart_first_click.csv")))
        first[row["transaction_id"]] = row;
    for (auto& row : read_table(folder.file("mart_last_click.csv")))
        last[row["transaction_id"]] = row;
    const auto published = read_table(std::string(shop) + "published_attribution_7d.csv");
    REQUIRE(published.size() == 276);
    CHECK(first.size() == 276);
    CHECK(last.size() == 276);
    for (auto row : published) {
        const std::string& id = row["transaction_id"];
        CAPTURE(id);
        CHECK(first[id]["channel"] == row["first_click_channel"]);
        CHECK(last[id]["channel"] == row["last_click_channel"]);
        CHECK(first[id]["user_pseudo_id"] == row["user_pseudo_id"]);
    }
}

TEST_CASE("rejects are counted, kept with line and text, and read = rejected + the rest") {
    const temporary_directory folder;
    const auto run = attribute(
        "--json --rejects " + folder.file("rejects.csv") + " --output " + folder.path() + " -",
        worked_example + "f,,2025-03-15T10:00:00Z,purchase,,\n\"x\n\n");
    CHECK(run.status == 1);  // the last row does not close its quote
    CHECK_THAT(run.err, Contains("line 9") && Contains("standard input"));
    CHECK_FALSE(std::filesystem::exists(folder.file("rejects.csv")));
    CHECK_FALSE(std::filesystem::exists(folder.file("int_sessions.csv")));
    const auto whole = attribute(
        "--json --rejects " + folder.file("rejects.csv") + " --output " + folder.path() + " -",
        worked_example + "f,,2025-03-15T10:00:00Z,purchase,,\n");
    CHECK(whole.status == 0);
    CHECK_THAT(whole.out, Contains("\"read\": 7") && Contains("\"rejected\": 1"));
    const auto rejects = read_table(folder.file("rejects.csv"));
    REQUIRE(rejects.size() == 1);
    CHECK(rejects[0].at("line") == "8");
    CHECK(rejects[0].at("reason") == "missing_value");
    CHECK(rejects[0].at("text") == "f,,2025-03-15T10:00:00Z,purchase,,");
}

TEST_CASE("columns are mapped, conversions chosen, tables picked, days taken in a zone") {
    const temporary_directory folder;
    const auto run = attribute(
        "--map visitor=user_pseudo_id --map when=event_timestamp "
        "--map what=event_name --conversion lead --conversion sale "
        "--timezone Asia/Tokyo --tables mart_channel_daily --output " +
            folder.path() + " -",
        "visitor,when,what,colour\n"
        "u,2025-03-01T15:00:00Z,lead,red\n"
        "u,2025-03-01T14:59:59.999999Z,sale,red\n"
        "u,2025-03-01T10:00:00Z,purchase,red\n");
    REQUIRE(run.status == 0);
    CHECK(run.err.empty());
    CHECK_THAT(run.out, Contains("ignored columns: colour"));
    const auto daily = read_table(folder.file("mart_channel_daily.csv"));
    REQUIRE(daily.size() == 20);  // two of each model
    CHECK(daily[0].at("conversion_date") == "2025-03-01");
    CHECK(daily[0].at("conversion_name") == "sale");
    CHECK(daily[1].at("conversion_date") == "2025-03-02");
    CHECK(daily[1].at("conversion_name") == "lead");
    CHECK_FALSE(std::filesystem::exists(folder.file("int_sessions.csv")));
}

// The summary without what is said only where everyone was looked at.
nlohmann::json of_conversions(const std::string& summary) {
    auto object = nlohmann::json::parse(summary);
    for (const char* name : {"duplicates", "events", "users", "sessions"}) object.erase(name);
    return object;
}

TEST_CASE("totals alone are the same, where deliveries of an event contradict each other too") {
    const temporary_directory folder;
    const std::string contradicting = worked_example +
                                      "e,u,2025-03-15 10:00:00.000001 UTC,purchase,Direct,7\n"
                                      "g,,2025-03-15 10:00:00.000001 UTC,purchase,Direct,7\n"
                                      "h,v,2025-03-15 10:00:00.000001 UTC,purchase,,7\n";
    for (const std::string& text : {worked_example, contradicting}) {
        const std::string file = folder.write("events.csv", text);
        const std::string rest = " --json --rejects " + folder.file("rejects.csv") + " " + file;
        const auto all = attribute("--output " + folder.file("all") + rest);
        const auto rejects = contents_of(folder.file("rejects.csv"));
        const auto totals =
            attribute("--tables mart_channel_daily --output " + folder.file("totals") + rest);
        REQUIRE(all.status == 0);
        REQUIRE(totals.status == 0);
        CHECK(of_conversions(totals.out) == of_conversions(all.out));
        CHECK(nlohmann::json::parse(totals.out).contains("sessions") == (text == contradicting));
        CHECK(totals.err.empty());
        CHECK(contents_of(folder.file("totals/mart_channel_daily.csv")) ==
              contents_of(folder.file("all/mart_channel_daily.csv")));
        CHECK(contents_of(folder.file("rejects.csv")) == rejects);
    }
}

// Runs with all tables and with those of conversions alone; these must be the same.
void check_tables_of_conversions(const temporary_directory& folder, const std::string& files,
                                 const std::string& options = {}) {
    INFO(files << " " << options);
    const std::string rest =
        " --json --rejects " + folder.file("rejects.csv") + " " + options + " " + files;
    const auto all = attribute("--output " + folder.file("all") + rest);
    const auto rejects = contents_of(folder.file("rejects.csv"));
    const auto alone =
        attribute("--tables mart_first_click,mart_last_click,mart_channel_daily --output " +
                  folder.file("alone") + rest);
    REQUIRE(all.status == 0);
    REQUIRE(alone.status == 0);
    CHECK(of_conversions(alone.out) == of_conversions(all.out));
    CHECK(contents_of(folder.file("rejects.csv")) == rejects);
    for (const char* table : {"mart_first_click", "mart_last_click", "mart_channel_daily"})
        CHECK(contents_of(folder.file("alone/" + std::string(table) + ".csv")) ==
              contents_of(folder.file("all/" + std::string(table) + ".csv")));
}

TEST_CASE("tables of conversions alone are the same, however the files are") {
    const temporary_directory folder;
    const std::string file = folder.file("events.csv");
    REQUIRE(run_program("attrib-generate", "--events 60000 --seed 3 --output " + file).status == 0);
    const std::string text = contents_of(file);
    const std::string broken =
        folder.write("broken.csv", text.substr(0, text.find('\n') + 1) + "a,b,c\n" +
                                       std::string(5000, 'x') + "\n\"stray\" quote,\n" +
                                       text.substr(text.rfind('\n', text.size() - 2) + 1));
    check_tables_of_conversions(folder, file + " " + broken);
    check_tables_of_conversions(folder, file, "--threads 4");
    check_tables_of_conversions(folder, file, "--memory 64M");
    // So many of these that everyone is looked at, and kept.
    check_tables_of_conversions(folder, file, "--conversion page_view");
    REQUIRE(std::system(("gzip -k " + file).c_str()) == 0);
    check_tables_of_conversions(folder, file + ".gz");
}

TEST_CASE("a file that grows while it is read gives the tables of all its rows") {
    const temporary_directory folder;
    const std::string file = folder.file("events.csv");
    REQUIRE(run_program("attrib-generate", "--events 200000 --seed 3 --output " + file).status ==
            0);
    const std::string arguments = "--tables mart_channel_daily --output " + folder.path() + " ";
    REQUIRE(attribute(arguments + file).status == 0);
    const std::string before = contents_of(folder.file("mart_channel_daily.csv"));
    // Rows of someone who never converts, so that the table stays the same.
    std::atomic<bool> is_done = false;
    std::jthread growing([&] {
        std::ofstream out(file, std::ios::app);
        const std::string header = contents_of(file).substr(0, contents_of(file).find('\n'));
        std::string row = "grown,grown,2025-01-01T00:00:00Z,page_view";
        row.append(static_cast<std::size_t>(std::ranges::count(header, ',')) - 3, ',');
        constexpr int most_rows = 50'000;
        for (int i = 0; i < most_rows && !is_done; ++i) out << row << std::endl;
    });
    const auto run = attribute(arguments + file);
    is_done = true;
    CHECK(run.status == 0);
    CHECK(contents_of(folder.file("mart_channel_daily.csv")) == before);
}

TEST_CASE("a wrong command line is status 2, broken input status 1, with the remedy") {
    const temporary_directory folder;
    const std::string to_folder = "--output " + folder.path() + " ";
    for (const std::string& wrong :
         {std::string("x.csv"), to_folder, to_folder + "--no-such-option x.csv",
          to_folder + "--timezone Mars/Olympus -", to_folder + "--lookback-days -1 -",
          to_folder + "--lookback-days seven -", to_folder + "--tables int_sessions,nothing -",
          to_folder + "--map a -", to_folder + "--threads 0 -"}) {
        CAPTURE(wrong);
        const auto run = attribute(wrong, worked_example);
        CHECK(run.status == 2);
        CHECK_THAT(run.err, Contains("attrib-attribute: error: ") && Contains("--help"));
        CHECK(run.out == "");
    }
    const auto absent = attribute(to_folder + folder.file("absent.csv"));
    CHECK(absent.status == 1);
    CHECK_THAT(absent.err, Contains("absent.csv") && Contains("No such file"));
    CHECK(attribute(to_folder + folder.path()).status == 1);
    CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("--help and --version are answers, not errors") {
    for (const std::string program : {"attrib-attribute", "attrib-generate"}) {
        const auto help = run_program(program, "--help");
        CHECK(help.status == 0);
        CHECK_THAT(help.out, Contains("Usage: " + program));
        CHECK(help.err == "");
        const auto version = run_program(program, "--version");
        CHECK(version.status == 0);
        CHECK_THAT(version.out, Contains(program + " 0."));
    }
}

TEST_CASE("an output that would take the place of an input or another output is refused") {
    const temporary_directory folder;
    const std::string rows = worked_example + "bad\n";
    const std::string input = folder.write("int_sessions.csv", rows);
    std::filesystem::create_symlink(input, folder.file("link"));
    std::filesystem::create_hard_link(input, folder.file("twin"));
    const std::string there = "--output " + folder.file("out");
    for (const std::string& wrong :
         {there + " --rejects " + input,
          there + " --rejects " + folder.path() + "/./out/../int_sessions.csv",
          there + " --rejects " + folder.file("link"), there + " --rejects " + folder.file("twin"),
          "--output " + folder.path(),
          there + " --rejects " + folder.file("out/mart_last_click.csv"),
          there + " --channel-rules " + folder.file("out/int_sessions.csv")}) {
        CAPTURE(wrong);
        const auto run = attribute(wrong + " " + input);
        CHECK(run.status != 0);
        CHECK_THAT(run.err, Contains("would be written over the input") ||
                                Contains("is named for two outputs"));
        CHECK(contents_of(input) == rows);
        CHECK_FALSE(std::filesystem::exists(folder.file("out")));
    }
    const auto made = run_program("attrib-generate",
                                  "--events 10 --truth " + folder.path() + " --output " + input);
    CHECK(made.status == 2);
    CHECK(contents_of(input) == rows);
    CHECK(attribute("--output " + folder.path() + " --tables mart_first_click " + input).status ==
          0);
}

// Starts a program, waits until it reads its standard input and sends it a signal.
int status_after(int signal, const std::string& program, const std::vector<std::string>& arguments,
                 const temporary_directory& folder) {
    int input[2];
    REQUIRE(::pipe2(input, O_CLOEXEC) == 0);
    child running(program, arguments, folder.file("log"), input[0]);
    ::close(input[0]);
    // A row that does not end; once so much went through the pipe, the program is reading it.
    const std::string piece(std::size_t{1} << 20, 'x');
    REQUIRE(::write(input[1], worked_example.data(), worked_example.size()) > 0);
    for (int i = 0; i < 4; ++i)
        REQUIRE(::write(input[1], piece.data(), piece.size()) ==
                static_cast<ssize_t>(piece.size()));
    running.send(signal);
    const int status = running.wait();
    ::close(input[1]);
    return status;
}

TEST_CASE("a signal ends a program within an endless row, and nothing is left") {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        const temporary_directory folder;
        CHECK(
            status_after(signal, "attrib-attribute",
                         {"--output", folder.file("out"), "--rejects", folder.file("rejects"), "-"},
                         folder) == 130);
        CHECK(std::filesystem::is_empty(folder.file("out")));
        CHECK_FALSE(std::filesystem::exists(folder.file("rejects")));
        CHECK_THAT(contents_of(folder.file("log")), Contains("interrupted"));
    }
}

TEST_CASE("a file that grows over the limit of the process is a failed write") {
    const temporary_directory folder;
    const std::string limited = "ulimit -f 100; " + std::string(ATTRIB_PROGRAMS) +
                                "/attrib-generate --events 100000 --output " +
                                folder.file("events.csv") + " 2>" + folder.file("err");
    const int status = std::system(("sh -c '" + limited + "'").c_str());
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 1);
    CHECK_THAT(contents_of(folder.file("err")),
               Contains("events.csv") && Contains("File too large"));
    std::filesystem::remove(folder.file("err"));
    CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("a full disk is told and leaves no table") {
    const temporary_directory folder;
    const auto run =
        attribute("--output " + folder.path() + " --rejects /dev/full -", worked_example + "bad\n");
    CHECK(run.status == 1);
    CHECK_THAT(run.err, Contains("/dev/full") && Contains("No space left"));
    CHECK(std::filesystem::is_empty(folder.path()));
}

}  // namespace
TEST_CASE("what stands between values, and how a file is stored, is found out") {
    const temporary_directory folder;
    const std::string text =
        "user_pseudo_id;event_timestamp;event_name;channel;event_value;currency\n"
        "u;1740823200;purchase;Email;19,90;EUR\nv;1740823260;purchase;-;5;EUR\n";
    const std::string how = "--time-unit s --null - --output " + folder.path() + " ";
    for (const std::string& stored :
         {text, gzip(text), zstd(gzip(text)), utf16(text, false), utf16(text, true),
          gzip(text) + std::string(5000, '\0'), "sep=;\n" + text}) {
        for (const std::string& input : {folder.write("in.csv", stored), std::string("-")}) {
            const auto run = attribute(how + input, stored);
            INFO(run.err);
            REQUIRE(run.status == 0);
            const auto rows = read_table(folder.file("mart_last_click.csv"));
            REQUIRE(rows.size() == 2);
            CHECK(rows[0].at("revenue") == "19.90");
            CHECK(rows[0].at("channel") == "Email");
            CHECK(rows[0].at("conversion_timestamp") == "2025-03-01T10:00:00.000000Z");
            CHECK(rows[1].at("channel") == "Direct");
        }
    }
}

TEST_CASE("wrong options of reading end the program before anything is written") {
    const temporary_directory folder;
    const std::string input = folder.write("in.csv", "user_pseudo_id,event_timestamp,event_name\n");
    const std::vector<std::string> all{"--map x=channel",       "--set x=1",
                                       "--delimiter ab",        "--time-unit h",
                                       "--input-timezone Mars", "--mapping " + input};
    for (const std::string& wrong : all) {
        const auto run = attribute(wrong + " --output " + folder.file("out") + " " + input, "");
        INFO(wrong << run.err);
        CHECK(run.status == 2);
        CHECK_THAT(run.err, Contains(wrong.substr(wrong.find(' ') + 1)));
        CHECK_FALSE(std::filesystem::exists(folder.file("out")));
    }
}

}  // namespace attrib::test
