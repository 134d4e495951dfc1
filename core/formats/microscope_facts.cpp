// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Where each maker's files keep the facts that everyone asks for. The paths were read from files of each kind.
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <ctime>
#include <optional>

#include "core/formats/metadata.h"

namespace gano {
namespace {

/// How a value is written in the file.
enum class Kind { Text, Volts, Kilovolts, Times, Metres, Seconds, Microseconds, UnixTime };

struct Place {
    const char* fact;
    const char* path;
    Kind kind;
};

constexpr Place kPlaces[] = {
    {"Instrument", "Microscope Info/Microscope", Kind::Text},
    {"Instrument", "Microscope Info/Name", Kind::Text},
    {"Instrument", "Session Info/Microscope", Kind::Text},
    {"Instrument", "Instrument/InstrumentModel", Kind::Text},
    {"Instrument", "System/SystemType", Kind::Text},
    {"Instrument", "Settings/Serial No.", Kind::Text},
    {"Instrument", "TemReporter/Instruments", Kind::Text},
    {"Instrument", "ExperimentalDescription/Microscope", Kind::Text},
    {"Instrument", "Extended header/Microscope type", Kind::Text},
    {"Instrument", "TVIPS/Microscope", Kind::Text},
    {"Instrument", "OME/Instrument/Microscope/Model", Kind::Text},
    {"Instrument", "microscope/name", Kind::Text},
    {"Instrument", "Model", Kind::Text},

    {"Detector", "BinaryResult/Detector", Kind::Text},
    {"Detector", "Acquisition/Device/Name", Kind::Text},
    {"Detector", "DataBar/Device Name", Kind::Text},
    {"Detector", "DataBar/Signal Name", Kind::Text},
    {"Detector", "Detectors/Name", Kind::Text},
    {"Detector", "Settings/Signal A", Kind::Text},
    {"Detector", "AcquireInfo/CameraNamePath", Kind::Text},
    {"Detector", "TemReporter/*/ImageSourceDetector", Kind::Text},
    {"Detector", "TemReporter/ImageSourceDetector", Kind::Text},

    {"Voltage", "Microscope Info/Voltage", Kind::Volts},
    {"Voltage", "Optics/AccelerationVoltage", Kind::Volts},
    {"Voltage", "Beam/HV", Kind::Volts},
    {"Voltage", "EBeam/HV", Kind::Volts},
    {"Voltage", "Settings/EHT", Kind::Text},
    {"Voltage", "ExperimentalConditions/MicroscopeConditions/AcceleratingVoltage", Kind::Volts},
    {"Voltage", "ExperimentalDescription/High tension", Kind::Kilovolts},
    {"Voltage", "Extended header/HT", Kind::Volts},
    {"Voltage", "TVIPS/High tension", Kind::Volts},
    {"Voltage", "TemReporter/*/AccelerationVoltage", Kind::Volts},
    {"Voltage", "TemReporter/*/*/AccelerationVoltage", Kind::Volts},
    {"Voltage", "microscope/high tension", Kind::Volts},

    {"Magnification", "Microscope Info/Indicated Magnification", Kind::Times},
    {"Magnification", "Microscope Info/Actual Magnification", Kind::Times},
    {"Magnification", "CustomProperties/StemMagnification/value", Kind::Times},
    {"Magnification", "Optics/NominalMagnification", Kind::Times},
    {"Magnification", "Settings/Mag", Kind::Text},
    {"Magnification", "ExperimentalDescription/Magnification", Kind::Times},
    {"Magnification", "ExperimentalConditions/MicroscopeConditions/Magnification", Kind::Times},
    {"Magnification", "TVIPS/Magnification", Kind::Times},
    {"Magnification", "Olympus SIS/Magnification", Kind::Times},
    {"Magnification", "TemReporter/*/ImageFormingSystem/SelectorValue", Kind::Times},
    {"Magnification", "TemReporter/ImageFormingSystem/SelectorValue", Kind::Times},
    {"Magnification", "microscope/magnification", Kind::Times},

    {"Working distance", "EBeam/WD", Kind::Metres},
    {"Working distance", "Stage/WorkingDistance", Kind::Metres},
    {"Working distance", "Settings/WD", Kind::Text},

    {"Dwell time", "Scan/DwellTime", Kind::Seconds},
    {"Dwell time", "Scan/Dwelltime", Kind::Seconds},
    {"Dwell time", "EScan/Dwell", Kind::Seconds},
    {"Dwell time", "DigiScan/Sample Time", Kind::Microseconds},
    {"Dwell time", "AcquireInfo/DwellTimePath", Kind::Seconds},
    {"Dwell time", "microscope/dwell time", Kind::Seconds},

    {"Date", "Acquisition/AcquisitionStartDatetime/DateTime", Kind::UnixTime},
    {"Date", "DataBar/Acquisition Date", Kind::Text},
    {"Date", "SI/Acquisition/Date", Kind::Text},
    {"Date", "User/Date", Kind::Text},
    {"Date", "Settings/Date", Kind::Text},
    {"Date", "TemReporter/DateTime", Kind::Text},
    {"Date", "AcquireDate", Kind::Text},
    {"Date", "TVIPS/Date", Kind::Text},
    {"Date", "Olympus SIS/Date", Kind::Text},
    {"Date", "DateTime", Kind::Text},
    {"Date", "OME/Image/AcquisitionDate", Kind::Text},
};

/// The time of day that stands beside a date.
constexpr std::pair<const char*, const char*> kTimes[] = {
    {"DataBar/Acquisition Date", "DataBar/Acquisition Time"}, {"SI/Acquisition/Date", "SI/Acquisition/Start time"}, {"User/Date", "User/Time"}, {"Settings/Date", "Settings/Time"}};

std::optional<double> leadingNumber(const std::string& text) {
    double value = 0.0;
    const auto begin = text.find_first_not_of(" \t");
    if (begin == std::string::npos) return std::nullopt;
    const auto result = std::from_chars(text.data() + begin, text.data() + text.size(), value);
    return result.ec == std::errc{} && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

/// Makes "2019-11-27T16:11:26.6205405+09:00" and TIFF's "2018:11:15 19:42:31" to "2019-11-27 16:11:26"; others stay as they are.
void tidyDate(std::string& text) {
    if (text.size() < 19) return;
    const bool iso = text[4] == '-' && text[7] == '-' && text[10] == 'T', exif = text[4] == ':' && text[7] == ':' && text[10] == ' ';
    if (!iso && !exif) return;
    text[4] = text[7] = '-';
    text[10] = ' ';
    text.resize(19);
}

std::string grouped(double value) {
    std::string digits = fmt::format("{:.0f}", value);
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) digits.insert(static_cast<std::size_t>(at), ",");
    return digits;
}

std::string secondsText(double seconds) {
    if (seconds >= 1.0) return fmt::format("{:.4g} s", seconds);
    if (seconds >= 1e-3) return fmt::format("{:.4g} ms", seconds * 1e3);
    return fmt::format("{:.4g} µs", seconds * 1e6);
}

/// Empty where the value says nothing: no number, zero, or not a size that the quantity can have.
std::string valueText(const std::string& value, Kind kind) {
    if (kind == Kind::Text) return value;
    const auto number = leadingNumber(value);
    if (!number || !(*number > 0.0)) return {};
    switch (kind) {
        case Kind::Volts: return fmt::format("{:.4g} kV", *number / 1000.0);
        case Kind::Kilovolts: return fmt::format("{:.4g} kV", *number);
        case Kind::Times: return *number < 1e12 ? grouped(*number) + " ×" : std::string{};
        case Kind::Metres: return fmt::format("{:.4g} mm", *number * 1e3);
        case Kind::Seconds: return secondsText(*number);
        case Kind::Microseconds: return secondsText(*number * 1e-6);
        case Kind::UnixTime: {
            constexpr double kYear9999 = 253402300799.0;
            if (*number > kYear9999) return {};
            return fmt::format("{:%Y-%m-%d %H:%M} UTC", fmt::gmtime(static_cast<std::time_t>(*number)));
        }
        case Kind::Text: break;
    }
    return {};
}

/// The place itself, or in the group where a reader put the texts of the file.
const Metadata* lookUp(const Metadata& root, const char* path) {
    if (const auto* found = root.at(path); found != nullptr) return found;
    return root.at(std::string("*/") + path);
}

}  // namespace

std::vector<MicroscopeFact> microscopeFacts(const Metadata& root) {
    std::vector<MicroscopeFact> facts;
    for (const auto& [fact, path, kind] : kPlaces) {
        if (!facts.empty() && facts.back().name == fact) continue;
        const auto* entry = lookUp(root, path);
        if (entry == nullptr) continue;
        auto value = valueText(entry->value, kind);
        if (std::string_view(fact) == "Date") tidyDate(value);
        for (const auto& [date, time] : kTimes) {
            if (std::string_view(date) != path || value.empty()) continue;
            if (const auto* clock = lookUp(root, time); clock != nullptr && !clock->value.empty()) value += ", " + clock->value;
        }
        if (!value.empty()) facts.push_back({fact, std::move(value)});
    }
    return facts;
}

}  // namespace gano
