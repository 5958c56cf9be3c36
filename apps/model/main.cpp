// attrib-model: staging, sessions and marts in Postgres, made from ga4_events_raw.
#include <apps/console/interrupt.hpp>
#include <apps/console/program.hpp>
#include <apps/model/commands.hpp>
#include <array>
#include <libattrib/core/error.hpp>

namespace {

using namespace attrib;

struct command {
    const char* name;
    int (*run)(const model_flags&);
};
constexpr std::array commands{command{"build", build},    command{"list", list},
                              command{"test", test},      command{"verify", verify},
                              command{"forget", forget},  command{"quarantine", quarantine},
                              command{"init", initialize}};

int run(const model_flags& given, const std::vector<std::string>& arguments) {
    console::watch_interrupts();
    const std::string name = arguments.empty() ? commands.front().name : arguments.front();
    if (arguments.size() > 1)
        throw failure(errc::invalid_option, "unexpected argument '" + arguments[1] + "'");
    for (const command& known : commands) {
        if (name != known.name) continue;
        given.check(name);
        return known.run(given);
    }
    throw failure(errc::invalid_option, "there is no command " + name);  // run_program knows them
}

}  // namespace

int main(int argc, char** argv) {
    model_flags given;
    console::program self{
        .name = "attrib-model",
        .purpose = "makes sessions and attribution in Postgres from the events that are loaded",
        .usage = "[build|list|test|verify|forget|quarantine|init]",
        .notes =
            "build (also without a command) makes the tables; readers see the old ones until the "
            "new take their place, all at once. list and test are about the SQL models; verify "
            "computes the tables by the other engine, too, and compares every row; forget removes "
            "people from all tables; init makes the schema.\n\n"
            "quarantine lists the users and batches that the tables leave out because the "
            "database refuses them, and with --retry tries them again. It ends with 1 while "
            "something that was asked for stays there.",
        .examples = {"attrib-model --conversion purchase --conversion sign_up --timezone "
                     "Europe/Berlin",
                     "attrib-model verify",
                     "attrib-model quarantine --retry --user ID --batch 1234"}};
    for (const command& known : commands) self.commands.emplace_back(known.name);
    given.add_to(self.options);
    return console::run_program(argc, argv, self, [&] { return run(given, self.arguments); });
}
