// SPDX-License-Identifier: Apache-2.0
//
// Whoever runs a stranger's study: what it names is read only if it is a regular file, at once, and
// what it writes stays in its folder.
#include <future>

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/driver/bad_input.hpp"

namespace entente::driver {
namespace {

namespace fs = std::filesystem;

class HostilePaths : public BadInput {
  protected:
    HostilePaths() {
        fs::create_directory(file("folder"));
        EXPECT_EQ(::mkfifo(file("pipe").c_str(), 0600), 0);
        fs::create_symlink(file("pipe"), file("link_to_pipe"));
        fs::create_symlink("/dev/zero", file("link_to_device"));
        fs::create_symlink("loop", file("loop"));
        make_socket(file("socket"));
    }

    // Every place in a study, a theatre and a network that names a file is given `name`, and
    // refuses it with `why`.
    void refused_everywhere(const std::string& name, const std::string& why) const {
        SCOPED_TRACE(name);
        const std::string shown = "cannot read '" + name + "': " + why;
        const auto refuse = [&](const std::string& in, const std::string& text,
                                const std::string& place) {
            write(in, text);
            expect(in + ":" + place + ": " + shown);
        };
        const std::string quoted = "\"" + name + "\"";
        refuse("study.toml", "model = \"alliance\"\ntheatres = [" + quoted + "]\n", "2:13");
        refuse("study.toml",
               "model = \"arms_race\"\n[design]\nkind = \"table\"\nfile = " + quoted + "\n", "4:8");
        const std::string on_network = "model = \"conflict_network\"\nnetwork = ";
        refuse("study.toml", on_network + quoted + "\n", "2:11");
        write("study.toml", on_network + "\"net.toml\"\n");
        refuse("net.toml", "name = \"net\"\nlinks = " + quoted + "\n", "2:9");
        refuse("net.toml", "name = \"net\"\nlinks = \"links.csv\"\ngroups = " + quoted + "\n",
               "3:10");
        write("study.toml", on_island);
        std::string theatre = theatre_text("island");
        theatre.replace(theatre.find("\"island.csv\""), 12, quoted);
        refuse("island.toml", theatre, "5:11");
        write("island.toml", theatre_text("island"));
    }

    void output_refused(const std::string& name, const std::string& why) const {
        SCOPED_TRACE(name);
        write("study.toml", on_island + "[output]\nfile = '" + name + "'\n");
        expect("study.toml:4:8: output.file: '" + name + "' " + why +
               " (valid: a file at or below the study's folder; use -o for any other place)");
    }

    fs::path output(const std::string& name) const {
        return *study(on_island + "[output]\nfile = '" + name + "'\n").output.file;
    }

  private:
    static void make_socket(const fs::path& path) {
        const int made = ::socket(AF_UNIX, SOCK_STREAM, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.native().copy(address.sun_path, sizeof(address.sun_path) - 1);
        EXPECT_EQ(::bind(made, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
        ::close(made);
    }
};

TEST_F(HostilePaths, AreReadOnlyIfRegular) {
    refused_everywhere("pipe", "it is a pipe, not a regular file");
    refused_everywhere("link_to_pipe", "it is a pipe, not a regular file");
    refused_everywhere("/dev/zero", "it is a device, not a regular file");
    refused_everywhere("link_to_device", "it is a device, not a regular file");
    refused_everywhere("socket", "it is a socket, not a regular file");
    refused_everywhere("folder", "it is a folder");
    refused_everywhere("missing", "there is no such file");
    refused_everywhere("island.csv/x", "there is no such file");
    refused_everywhere("loop", "Too many levels of symbolic links");
    refused_everywhere(std::string(300, 'x'), "File name too long");
}

TEST_F(HostilePaths, MayBeAbsoluteAndLedThroughLinks) {
    fs::rename(file("island.csv"), file("folder/members.csv"));
    fs::create_symlink("folder/members.csv", file("island.csv"));
    fs::rename(file("island.toml"), file("folder/elsewhere.toml"));
    fs::create_symlink(file("folder/elsewhere.toml"), file("island.toml"));
    EXPECT_EQ(study(on_island).theatres.at(0).members.size(), 2U);
}

TEST_F(HostilePaths, OfAStudyMayBeAPipeOfBoundedSize) {
    const auto read_through_pipe = [&](const std::string& text) {
        auto writer = std::async(std::launch::async, [&] {
            std::ofstream out(file("pipe"), std::ios::binary);
            out << text;
        });
        return read_study(file("pipe"));
    };
    // Its paths are relative to the working folder then.
    EXPECT_EQ(read_through_pipe("model = \"arms_race\"\n[output]\nfile = \"x.h5\"\n").output.file,
              "x.h5");
    const std::string whole = "model = \"arms_race\"\n#" + std::string((1 << 21) - 22, '.') + "\n";
    ASSERT_EQ(whole.size(), 1U << 21);
    EXPECT_EQ(read_through_pipe(whole).model, "arms_race");
    EXPECT_THROW(read_study("/dev/zero"), UserError);
    EXPECT_THROW(read_study(file("socket")), UserError);
    EXPECT_THROW(read_study(file("loop")), UserError);
    EXPECT_THROW(read_study(file(std::string(300, 'x'))), UserError);
}

TEST_F(HostilePaths, OfResultsStayBelowTheStudy) {
    fs::create_directory(file("below"));
    fs::create_symlink("/tmp", file("out"));
    fs::create_symlink("below", file("in"));
    output_refused("/tmp/x.h5", "is an absolute path");
    output_refused("../x.h5", "has the component '..'");
    output_refused("below/../../x.h5", "has the component '..'");
    output_refused("below/../x.h5", "has the component '..'");
    output_refused("-x.h5", "has a name that begins with '-'");
    output_refused("below/-x.h5", "has a name that begins with '-'");
    output_refused("out/x.h5", "leads out of the study's folder");
    write("study.toml", on_island + "[output]\nfile = \"a\\nb.h5\"\n");
    expect(
        "study.toml:4:8: output.file: 'a b.h5' has a control character (valid: a file at or "
        "below the study's folder; use -o for any other place)");
    write("study.toml", on_island + "[output]\nfile = \"a\\u001bb.h5\"\n");
    expect("study.toml:4:8: output.file: the string has a control character");
    for (const std::string name :
         {"x.h5", "below/x.h5", "./x.h5", "in/x.h5", "..x.h5", "a b.h5", "below//x.h5"}) {
        EXPECT_EQ(output(name), (folder() / name).lexically_normal());
    }
}

// The working folder is the study's then, and has no name in its path.
TEST_F(HostilePaths, OfResultsStayBelowTheWorkingFolder) {
    const fs::path before = fs::current_path();
    fs::create_symlink("/tmp", file("out"));
    write("study.toml", on_island + "[output]\nfile = 'folder/x.h5'\n");
    write("leaving.toml", on_island + "[output]\nfile = 'out/x.h5'\n");
    fs::current_path(folder());
    EXPECT_EQ(read_study("study.toml").output.file, "folder/x.h5");
    EXPECT_THROW(read_study("leaving.toml"), UserError);
    fs::current_path(before);
}

TEST_F(HostilePaths, OfTheUserLeadAnywhere) {
    EXPECT_EQ(study(on_island, {{"output.file", "/tmp/x.h5"}}).output.file, "/tmp/x.h5");
    EXPECT_EQ(study(on_island, {{"output.file", "../x.h5"}}).output.file,
              (folder() / "../x.h5").lexically_normal());
}

}  // namespace
}  // namespace entente::driver
