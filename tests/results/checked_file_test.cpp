// SPDX-License-Identifier: Apache-2.0
//
// Damage to finished files, and what becomes of a file that is killed in its last moment.
#include "results/checked_file.hpp"

#include <array>
#include <chrono>
#include <cstdio>
#include <functional>
#include <iostream>
#include <random>

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "results/reader.hpp"
#include "results/segment_reader.hpp"
#include "tests/results/child_process.hpp"
#include "tests/results/sample_files.hpp"
#include "tests/results/scratch_folder.hpp"

namespace entente::results {
namespace {

class Checked : public tests::ScratchFolder {
  protected:
    // Writes file.h5; returns where its chunks are.
    std::vector<StoredChunk> write(const Schema& schema) const {
        std::vector<StoredChunk> chunks;
        Writer writer(file("file.h5"), schema);
        const Encoder encoder(schema);
        for (const auto t : tests::all_tiles(schema))
            writer.write(tests::encode_tile(schema, encoder, t));
        JournalReader journal(segments_in(file("file.h5.partial")).at(0).journal);
        for (JournalRecord record; journal.next(record);)
            chunks.insert(chunks.end(), record.chunks.begin(), record.chunks.end());
        writer.finish({{"end_time", "now"}});
        return chunks;
    }

    // Changes bytes of file.h5, runs `action`, and changes them back.
    void with_damage(std::uint64_t place, std::vector<unsigned char> bytes,
                     const std::function<void()>& action) const {
        const int data = ::open(file("file.h5").c_str(), O_RDWR);
        std::vector<unsigned char> before(bytes.size());
        const auto at = static_cast<off_t>(place);
        ASSERT_GE(::pread(data, before.data(), before.size(), at), 0);
        ASSERT_GE(::pwrite(data, bytes.data(), bytes.size(), at), 0);
        action();
        ASSERT_GE(::pwrite(data, before.data(), before.size(), at), 0);
        ::close(data);
    }

    unsigned char byte_at(std::uint64_t place) const {
        const int data = ::open(file("file.h5").c_str(), O_RDONLY);
        unsigned char byte = 0;
        EXPECT_EQ(::pread(data, &byte, 1, static_cast<off_t>(place)), 1);
        ::close(data);
        return byte;
    }

    bool is_sound() const {
        try {
            CheckedFile checked(file("file.h5"));
            EncodedTile tile;
            for (std::uint64_t t = 0; t < checked.schema().tiling.tiles(); ++t)
                if (!checked.read(t, tile).empty()) return false;
            return checked.description_is_sound();
        } catch (const std::runtime_error&) {
            return false;
        }
    }

    // All that the library's reader gets.
    std::string contents() const {
        const Reader reader(file("file.h5"));
        std::string all;
        const auto add = [&](const auto& text) { all += text + '\n'; };
        const auto add_attributes = [&](const Attributes& attributes) {
            for (const auto& [name, value] : attributes) {
                add(name);
                std::visit(
                    [&](const auto& v) {
                        using Value = std::decay_t<decltype(v)>;
                        if constexpr (std::is_same_v<Value, std::string>)
                            add(v);
                        else if constexpr (std::is_arithmetic_v<Value>)
                            add(std::to_string(v));
                        else if constexpr (std::is_same_v<Value, std::vector<std::string>>)
                            for (const auto& text : v) add(text);
                        else
                            for (const auto number : v) add(std::to_string(number));
                    },
                    value);
            }
        };
        add_attributes(reader.attributes());
        for (const auto* dimensions : {&reader.design(), &reader.further()}) {
            for (const auto& d : *dimensions) {
                add(d.name + d.long_name + d.units + std::to_string(d.size));
                for (const auto& label : d.labels) add(label);
                for (const auto value : d.values) add(std::to_string(value));
                add_attributes(d.attributes);
            }
        }
        for (const auto& v : reader.variables()) {
            add(v.name + v.long_name + v.units + std::to_string(int(v.type)));
            for (const auto& flag : v.flags) add(flag);
            add_attributes(v.attributes);
            for (const double value : reader.read(v, 0, reader.scenarios()))
                all.append(reinterpret_cast<const char*>(&value), sizeof value);
        }
        add(reader.text("study").value_or(""));
        return all;
    }
};

TEST_F(Checked, ASoundFileIsSaidToBeSo) {
    for (const auto& schema : {tests::grid_schema(), tests::samples_schema()}) {
        write(schema);
        EXPECT_TRUE(is_sound());
    }
}

TEST_F(Checked, EveryFlippedByteOfAChunkIsFoundAndNamed) {
    for (const auto compression : {Compression::none, Compression::deflate}) {
        auto schema = tests::grid_schema(40);
        schema.compression = compression;
        const auto chunks = write(schema);
        const auto variables = schema.variables.size();
        std::size_t bytes = 0;
        CheckedFile checked(file("file.h5"));
        for (std::size_t i = 0; i < chunks.size(); ++i) {
            for (std::uint64_t b = 0; b < chunks[i].size; b += ENTENTE_SANITIZED ? 13 : 1) {
                const auto place = chunks[i].address + b;
                const auto flipped = static_cast<unsigned char>(byte_at(place) ^ (1u << b % 8));
                with_damage(place, {flipped}, [&] {
                    EncodedTile tile;
                    ASSERT_EQ(checked.read(i / variables, tile), std::vector{i % variables});
                });
                ++bytes;
            }
        }
        EXPECT_GT(bytes, 100u);
    }
}

// What a disk or a network does rather than flip a byte.
TEST_F(Checked, AChunkThatWasOverwrittenIsFound) {
    auto schema = tests::grid_schema(40);
    schema.compression = Compression::none;
    for (const auto& chunk : write(schema)) {
        for (const std::uint8_t byte : std::array<std::uint8_t, 3>{0, 255, 65}) {
            with_damage(chunk.address, std::vector(chunk.size, byte),
                        [&] { EXPECT_FALSE(is_sound()); });
        }
    }
}

// Everywhere: found, or of no effect on what readers get. HDF5 may crash on such a file, or not
// come back, so each is looked at by a process of its own.
TEST_F(Checked, AFlippedByteAnywhereIsFoundOrOfNoEffect) {
    write(tests::grid_schema(40));
    const auto size = std::filesystem::file_size(file("file.h5"));
    const auto expected = contents();
    std::mt19937_64 random(3);
    int found = 0, crashed = 0, without_effect = 0;
    const int trials = ENTENTE_SANITIZED ? 150 : 800;
    for (int trial = 0; trial < trials; ++trial) {
        const auto place = random() % size;
        const auto flipped = static_cast<unsigned char>(byte_at(place) ^ (1 + random() % 255));
        with_damage(place, {flipped}, [&] {
            const int status = tests::status_of_child([&] {
                if (std::freopen("/dev/null", "w", stderr) == nullptr) return 4;
                ::alarm(3);
                if (!is_sound()) return 1;
                return contents() == expected ? 2 : 3;
            });
            ASSERT_NE(status, 3) << "byte " << place << " of the file";
            found += status == 1;
            without_effect += status == 2;
            crashed += status < 0;
        });
    }
    std::cout << trials << " flipped bytes: " << found << " found, " << without_effect
              << " of no effect, " << crashed << " crashed or hung the HDF5 library\n";
    EXPECT_GT(found, trials / 20);
}

TEST_F(Checked, AFileOfAnEarlierFormatHasNoChecksums) {
    {
        Writer writer(file("file.h5"), tests::small_schema(10, 10));
        writer.abandon({});
    }
    EXPECT_THROW(CheckedFile(file("file.h5.partial/1.h5")), std::runtime_error);
}

useconds_t time_to_finish(const std::filesystem::path& path, const Schema& schema) {
    Writer writer(path, schema);
    const Encoder encoder(schema);
    for (const auto t : tests::all_tiles(schema))
        writer.write(tests::encode_tile(schema, encoder, t));
    const auto start = std::chrono::steady_clock::now();
    writer.finish({});
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    return static_cast<useconds_t>(1e6 * taken.count());
}

// Killed between the last tile and the end: there is a complete file under the final name, or none
// and nothing is lost.
TEST_F(Checked, AKillDuringTheFinalRenameLeavesAWholeFileOrAllItsTiles) {
    constexpr int kills = ENTENTE_SANITIZED ? 10 : 100;
    const auto schema = tests::grid_schema(4);
    const RunStart start{.identity = {{"study", "x"}}, .attributes = {}};
    std::mt19937 random(9);
    const auto longest = (ENTENTE_SANITIZED ? 4 : 1) * time_to_finish(file("file.h5"), schema);
    int whole = 0, unfinished = 0, left_over = 0;
    for (int kill = 0; kill < kills; ++kill) {
        std::filesystem::remove_all(file("file.h5"));
        std::filesystem::remove_all(file("file.h5.partial"));
        int ready[2];
        ASSERT_EQ(::pipe(ready), 0);
        const auto child = ::fork();
        if (child == 0) {
            Writer writer(PartialFolder(file("file.h5")), schema, start);
            const Encoder encoder(schema);
            for (const auto t : tests::all_tiles(schema))
                writer.write(tests::encode_tile(schema, encoder, t));
            const char sign = 1;
            if (::write(ready[1], &sign, 1) != 1) ::_exit(1);
            writer.finish({});
            ::pause();
        }
        char sign = 0;
        ASSERT_EQ(::read(ready[0], &sign, 1), 1);
        ::usleep(std::uniform_int_distribution<useconds_t>(0, longest)(random));
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        ::close(ready[0]);
        ::close(ready[1]);
        const auto segments = segments_in(file("file.h5.partial"));
        if (std::filesystem::exists(file("file.h5"))) {
            EXPECT_TRUE(is_sound());
            EXPECT_TRUE(segments.empty());
            left_over += std::filesystem::exists(file("file.h5.partial"));
            ++whole;
        } else {
            EXPECT_EQ(tests::sound_tiles(file("file.h5")).size(), schema.tiling.tiles());
            Writer writer(PartialFolder(file("file.h5")), schema, start);
            EXPECT_EQ(writer.tiles_written(), schema.tiling.tiles());
            EXPECT_TRUE(writer.gather());
            writer.finish({});
            EXPECT_TRUE(is_sound());
            ++unfinished;
        }
    }
    std::cout << kills << " kills: " << whole << " left a whole file (" << left_over
              << " of them a folder, too), " << unfinished << " an unfinished one\n";
    EXPECT_GT(whole, 0);
    EXPECT_GT(unfinished, 0);
}

}  // namespace
}  // namespace entente::results
