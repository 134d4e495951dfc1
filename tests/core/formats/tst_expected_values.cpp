// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Every file of expected.json, where the shared data are present: what `ganoscope-cli info --json` would print of it.
#include <QtTest>

#include <fmt/format.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/formats/signals.h"
#include "core/image/pixel_size.h"
#include "tests/core/formats/scratch_folder.h"
#include "tests/support/sentence.h"
#include "tests/support/test_program.h"

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

const fs::path kFormats = kSharedData / "formats";

/// Height, width and three channels, as one TIFF of the list has them.
bool hasChannels(const json& entry, const json& signal) {
    return entry["file"].get<std::string>().starts_with("tif/") && signal["shape"].size() == 3 && signal["shape"][2] == 3;
}

bool isColour(const json& entry, const json& signal) { return signal["dtype"].get<std::string>().starts_with("[('R'") || hasChannels(entry, signal); }

/// Our type of the list's: colour is read as grey, true and false as bytes; Velox's integers stay what the file holds.
std::string expectedType(const json& entry, const json& signal) {
    const auto type = signal["dtype"].get<std::string>();
    if (entry.contains("h5_dtype")) return entry["h5_dtype"];
    if (type == "bool") return "uint8";
    if (type.starts_with("[('R', 'u1'")) return "uint8";
    if (type.starts_with("[('R', '<u2'")) return "uint16";
    return type;
}

/// What of `got` is not what the list says; empty if all is.
std::string difference(const json& entry, const json& signal, const gano::Signal& got) {
    const auto say = [](const char* what, const auto& is, const auto& should) { return fmt::format("{} is {}, not {}", what, is, should); };
    auto shape = signal["shape"].get<std::vector<int>>();
    if (hasChannels(entry, signal)) shape.pop_back();
    if (got.shape != shape) return say("the number of axes or their length", got.shape.back(), shape.back());
    // Velox images that were summed over several frames have a wider type than the first data set, which the list names.
    const bool velox = entry["file"].get<std::string>().starts_with("emd/");
    const auto type = expectedType(entry, signal);
    if (got.type != type && !(velox && (got.type == "uint16" || got.type == "int16"))) return say("the type", got.type, type);
    if (!isColour(entry, signal)) {
        const std::array<std::pair<const char*, double>, 4> figures{{{"min", got.minimum}, {"max", got.maximum}, {"mean", got.mean}, {"last", got.last}}};
        for (const auto& [key, value] : figures) {
            if (signal.contains(key) && !near(value, signal[key].get<double>())) return say(key, value, signal[key].get<double>());
        }
        // Berkeley EMD files keep the order of HDF5, which the list gives beside the transposed one of another reader.
        const bool berkeley = velox && signal["axes"][0]["name"] != "y" && shape.size() == 2;
        if (signal.contains("first5") && !berkeley) {
            const auto first = signal["first5"].get<std::vector<double>>();
            for (std::size_t i = 0; i < std::min(first.size(), got.first.size()); ++i) {
                if (!near(got.first[i], first[i])) return say("a first value", got.first[i], first[i]);
            }
        }
    }
    const auto axes = signal.value("axes", json::array());
    for (std::size_t i = 0; i < std::min(axes.size(), got.axes.size()); ++i) {
        if (got.axes[i].stack) continue;
        auto unit = axes[i]["unit"].get<std::string>();
        if (unit == "n_m") unit = "nm";
        const double nm = gano::nanometresPer(unit).value_or(0.0) * axes[i]["scale"].get<double>();
        if (got.axes[i].unit != (nm > 0.0 ? "nm" : "")) return say("the unit", got.axes[i].unit, unit);
        if (nm > 0.0 && std::abs(got.axes[i].scale / nm - 1.0) > 1e-3) return say("the pixel size in nm", got.axes[i].scale, nm);
    }
    return {};
}

}  // namespace

class TestExpectedValues : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyFileGivesWhatTheListSays_data() {
        if (!fs::exists(kFormats / "expected.json")) QSKIP("No shared data beside the source tree: the list of expected values is not compared.");
        QTest::addColumn<QByteArray>("line");
        const auto list = json::parse(std::ifstream(kFormats / "expected.json"));
        QVERIFY(list.size() >= 60);
        for (const auto& entry : list) QTest::newRow(entry["file"].get<std::string>().c_str()) << QByteArray::fromStdString(entry.dump());
    }
    void everyFileGivesWhatTheListSays() {
        QFETCH(QByteArray, line);
        const auto entry = json::parse(line.toStdString());
        const auto kind = entry["kind"].get<std::string>();
        const auto expected = entry.value("signals", json::array());
        const fs::path file = kFormats / entry["file"].get<std::string>();
        std::vector<gano::Signal> signals_;
        const std::string sentence = sentenceOf([&] { signals_ = gano::signalsIn(file); });
        const auto isImage = [](const gano::Signal& signal) { return signal.reason.empty(); };
        const auto isComplex = [](const json& signal) { return signal["dtype"].get<std::string>().starts_with("complex"); };
        if (kind.starts_with("not-an-image") || kind.starts_with("emi") || kind.starts_with("4-D") || std::ranges::all_of(expected, isComplex)) {
            QVERIFY2(std::ranges::none_of(signals_, isImage), "something that is no image was read as one");
            const std::string reason = signals_.empty() ? sentence : signals_.front().reason;
            QVERIFY2(says(reason, file.filename().string().c_str()), reason.c_str());
            return;
        }
        QVERIFY2(sentence.empty(), sentence.c_str());
        for (const auto& signal : expected) {
            if (isComplex(signal)) {
                QVERIFY2(!std::ranges::all_of(signals_, isImage), "the Fourier transform in it is not listed as such");
                continue;
            }
            // Several images of one file may come in another order.
            std::string why = "there is no image";
            for (const auto& got : signals_) {
                if (!why.empty() && isImage(got)) why = difference(entry, signal, got);
            }
            QVERIFY2(why.empty(), why.c_str());
        }
    }
};

GANO_PLAIN_TEST(TestExpectedValues)
#include "tst_expected_values.moc"
