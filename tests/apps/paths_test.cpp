// attrib-attribute --paths as users run it.
#include <filesystem>
#include <nlohmann/json.hpp>
#include <tests/catch.hpp>
#include <tests/support/csv_table.hpp>
#include <tests/support/encodings.hpp>
#include <tests/support/run_program.hpp>

namespace attrib::test {
namespace {

using Catch::Matchers::Contains;

const std::string example_file = "tests/data/paths.csv";

program_run attribute_paths_of(const std::string& arguments, const std::string& input = {}) {
    return run_program("attrib-attribute", "--paths " + arguments, input);
}

// What a JSON summary says of conversions by channel.
std::map<std::string, std::string> conversions_of(const std::string& json,
                                                  const std::string& model) {
    std::map<std::string, std::string> found;
    const auto summary = nlohmann::json::parse(json);
    for (const auto& each : summary.at("models"))
        if (each.at("model") == model)
            for (const auto& channel : each.at("channels"))
                found[channel.at("channel")] = channel.at("conversions");
    return found;
}

using by_channel = std::map<std::string, std::string>;

const by_channel classic_table{{"Direct", "2.250000"},
                               {"Display", "0.937500"},
                               {"Email", "0.312500"},
                               {"Paid Search", "2.500000"}};

TEST_CASE("the worked example of paths, as JSON and as tables") {
    const temporary_directory folder;
    const auto run = attribute_paths_of(example_file + " --json --output " + folder.path() + "/t");
    CHECK(run.err == "");
    REQUIRE(run.status == 0);
    const auto summary = nlohmann::json::parse(run.out);
    CHECK(summary.at("read") == 5);
    CHECK(summary.at("conversions") == 6);
    CHECK(summary.at("nulls") == 14);
    CHECK(summary.at("value") == "130.000000");
    CHECK(summary.at("models").size() == 9);
    CHECK(summary.at("markov").at("conversion_chance").get<double>() == Approx(0.3));
    CHECK(conversions_of(run.out, "markov_channel") == classic_table);
    CHECK(contents_of(folder.file("t/path_effects.csv")) ==
          "channel,removal_effect\nDirect,0.500000000000\nDisplay,0.208333333333\n"
          "Email,0.069444444444\nPaid Search,0.555555555556\n");
    const csv_table credit = read_table(folder.file("t/path_credit.csv"));
    REQUIRE(credit.size() == 36);
    CHECK(credit.front() == std::map<std::string, std::string>{{"model", "first_click"},
                                                               {"channel", "Direct"},
                                                               {"conversions", "2.000000"},
                                                               {"value", "40.000000"}});
    CHECK(credit.back() == std::map<std::string, std::string>{{"model", "markov_channel"},
                                                              {"channel", "Paid Search"},
                                                              {"conversions", "2.500000"},
                                                              {"value", "54.166667"}});
}

TEST_CASE("paths in several files, compressed, from standard input and in other shapes") {
    const temporary_directory folder;
    const std::string text = contents_of(example_file);
    const std::string header = text.substr(0, text.find('\n') + 1);
    const std::string rest = text.substr(text.find('\n', header.size()) + 1);
    const auto first =
        folder.write("first.csv.gz", gzip(text.substr(0, text.find('\n', header.size()) + 1)));
    const auto other = folder.write("rest.csv", header + rest);
    for (const std::string& arguments :
         {first + " --paths " + other, first + " " + other, std::string("-")})
        CHECK(conversions_of(attribute_paths_of(arguments + " --json", text).out,
                             "markov_channel") == classic_table);
    const auto shaped =
        folder.write("shaped.csv",
                     "sales|way|lost\n2|Display, Paid Search|1\n1|Paid Search|3\n|Display|4\n"
                     "1|Email, Paid Search, Direct|0\n2|Direct|6\n");
    const auto run = attribute_paths_of(shaped +
                                        " --path-columns path=way,conversions=Sales,null=lost"
                                        " --path-separator , --json");
    CHECK(conversions_of(run.out, "markov_channel") == classic_table);
}

TEST_CASE("models are chosen, and models of the user's own that need no times are there") {
    const temporary_directory folder;
    const auto models = folder.write("models.json",
                                     R"([{"name": "no_direct", "rule": "linear", "direct": "skip"},
            {"name": "half", "rule": "time_decay"}])");
    const auto run = attribute_paths_of(example_file + " --models " + models +
                                        " --model markov --model no_direct --order 2 --json");
    CHECK(nlohmann::json::parse(run.out).at("models").size() == 2);
    CHECK(nlohmann::json::parse(run.out).at("markov").at("states") == 6);
    CHECK(conversions_of(run.out, "no_direct") == by_channel{{"Direct", "2.000000"},
                                                             {"Display", "1.000000"},
                                                             {"Email", "0.500000"},
                                                             {"Paid Search", "2.500000"}});
    const auto refused = attribute_paths_of(example_file + " --models " + models + " --model half");
    CHECK(refused.status == 2);
    CHECK_THAT(refused.err, Contains("there is no model `half`; those are first_click"));
    CHECK(nlohmann::json::parse(attribute_paths_of(example_file + " --model linear --json").out)
              .contains("markov") == false);
}

TEST_CASE("rows of paths that break a rule are counted and kept") {
    const temporary_directory folder;
    const auto path = folder.write("some.csv", "path,total_conversions\na > b,1\na > ,1\nb,many\n");
    const auto run = attribute_paths_of(path + " --rejects " + folder.file("rejects.csv"));
    CHECK(run.status == 0);
    CHECK_THAT(run.out, Contains("rejected        2"));
    CHECK_THAT(run.out, Contains("missing_value: 1, the first is line 3 of " + path));
    const csv_table rejects = read_table(folder.file("rejects.csv"));
    REQUIRE(rejects.size() == 2);
    CHECK(rejects[1].at("line") == "4");
    CHECK(rejects[1].at("reason") == "bad_value");
    CHECK(rejects[1].at("text") == "b,many");
}

TEST_CASE("where no row is a path, no table is written") {
    const temporary_directory folder;
    const auto path = folder.write("none.csv", "path,nulls\n,1\n");
    const auto run = attribute_paths_of(path + " --output " + folder.path() + " --rejects " +
                                        folder.file("rejects.csv"));
    CHECK(run.status == 1);
    CHECK_THAT(run.err, Contains(path + ": none of its 1 rows is a path; no table was written"));
    CHECK(read_table(folder.file("rejects.csv")).size() == 1);
    CHECK_FALSE(std::filesystem::exists(folder.file("path_credit.csv")));
}

TEST_CASE("what makes no sense of paths is refused") {
    const temporary_directory folder;
    const auto refusal = [](const std::string& arguments) {
        const auto run = run_program("attrib-attribute", arguments);
        CHECK(run.status != 0);
        CHECK(run.out == "");
        return run.err;
    };
    CHECK_THAT(refusal("--paths tests/data/worked_example.csv"),
               Contains("no column of paths") && Contains("--path-columns"));
    CHECK_THAT(refusal("--paths " + example_file + " --tables int_sessions"),
               Contains("--tables says nothing of paths"));
    CHECK_THAT(refusal("--order 2 --output " + folder.path() + " tests/data/worked_example.csv"),
               Contains("--order says something of paths only"));
    CHECK_THAT(refusal("--paths " + example_file + " --path-columns x=y"),
               Contains("--path-columns takes pairs"));
    CHECK_THAT(refusal("--paths " + example_file + " --path-separator ''"),
               Contains("--path-separator must not be empty"));
    CHECK_THAT(refusal("--paths " + example_file + " --order 5"), Contains("order"));
    CHECK_THAT(refusal("--paths " + example_file + " --rejects " + example_file),
               Contains(example_file));
    CHECK_THAT(refusal(""), Contains("nothing to work on"));
    CHECK_THAT(refusal("tests/data/worked_example.csv"),
               Contains("the option '--output' is required but missing"));
}

}  // namespace
}  // namespace attrib::test
