// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/options.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/base/error.h"

namespace gano {
namespace {

template <class... Ts>
struct Overloaded : Ts... {
    using Ts::operator()...;
};
template <class... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;

template <class T>
std::optional<T> parseNumber(const std::string& text) {
    T value{};
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || stop != end) return std::nullopt;
    return value;
}

std::string allowed(const OptionSpec& spec) {
    if (!spec.choices.empty()) return "one of " + fmt::format("{}", fmt::join(spec.choices, ", "));
    const bool hasLow = spec.minimum > std::numeric_limits<double>::lowest();
    const bool hasHigh = spec.maximum < std::numeric_limits<double>::max();
    if (hasLow && hasHigh) return fmt::format("from {:g} to {:g}", spec.minimum, spec.maximum);
    if (hasLow) return fmt::format("{:g} or more", spec.minimum);
    if (hasHigh) return fmt::format("{:g} or less", spec.maximum);
    return "a value of the right kind";
}

UsageError wrongValue(const OptionSpec& spec, const std::string& text) {
    return UsageError(fmt::format("{} ({}) cannot be '{}': it must be {}{}{}{}.", spec.label, spec.key, text, allowed(spec),
                                  spec.unit.empty() ? "" : " ", spec.unit, spec.zero.empty() ? "" : ", or " + spec.zero));
}

void checkNumber(const OptionSpec& spec, double value, const std::string& text) {
    if (!std::isfinite(value) || value < spec.minimum || value > spec.maximum) throw wrongValue(spec, text);
}

}  // namespace

std::string optionText(const OptionField& field) {
    return std::visit(
        Overloaded{
            [](const bool* v) { return std::string(*v ? "yes" : "no"); },
            [&](const int* v) { return *v == 0 && !field.spec.zero.empty() ? field.spec.zero : std::to_string(*v); },
            [](const double* v) { return fmt::format("{:g}", *v); },
            [](const std::string* v) { return *v; },
            [](const Range* v) {
                return v->low == v->high ? fmt::format("{:g}", v->low) : fmt::format("{:g} to {:g}", v->low, v->high);
            },
        },
        field.value);
}

void setOptionFromText(const OptionField& field, const std::string& text) {
    const OptionSpec& spec = field.spec;
    std::visit(Overloaded{
                   [&](bool* v) {
                       const bool yes = text == "yes" || text == "true" || text == "1" || text == "on";
                       const bool no = text == "no" || text == "false" || text == "0" || text == "off";
                       if (!yes && !no) {
                           throw UsageError(fmt::format("{} ({}) is either yes or no, not '{}'.", spec.label, spec.key, text));
                       }
                       *v = yes;
                   },
                   [&](int* v) {
                       const bool word = !spec.zero.empty() && text == spec.zero;
                       const auto number = word ? std::optional<int>(0) : parseNumber<int>(text);
                       if (!number) throw wrongValue(spec, text);
                       if (!word) checkNumber(spec, *number, text);
                       *v = *number;
                   },
                   [&](double* v) {
                       const auto number = parseNumber<double>(text);
                       if (!number) throw wrongValue(spec, text);
                       *v = *number;
                   },
                   [&](std::string* v) { *v = text; },
                   [&](Range* v) {
                       const auto dots = text.find("..");
                       const auto low = parseNumber<double>(text.substr(0, dots));
                       const auto high = dots == std::string::npos ? low : parseNumber<double>(text.substr(dots + 2));
                       if (!low || !high) {
                           throw UsageError(fmt::format("{} ({}) is a range such as 0.02..0.2, not '{}'.", spec.label,
                                                        spec.key, text));
                       }
                       *v = {*low, *high};
                   },
               },
               field.value);
    checkOptions({field});
}

void checkOptions(const OptionFields& fields) {
    for (const OptionField& field : fields) {
        const OptionSpec& spec = field.spec;
        const std::string text = optionText(field);
        std::visit(Overloaded{
                       [](const bool*) {},
                       [&](const int* v) {
                           if (*v != 0 || spec.zero.empty()) checkNumber(spec, *v, text);
                       },
                       [&](const double* v) { checkNumber(spec, *v, text); },
                       [&](const std::string* v) {
                           if (!spec.choices.empty() && std::ranges::find(spec.choices, *v) == spec.choices.end()) {
                               throw unknownName(spec.label + " (" + spec.key + ")", *v, spec.choices);
                           }
                       },
                       [&](const Range* v) {
                           checkNumber(spec, v->low, text);
                           checkNumber(spec, v->high, text);
                           if (v->low > v->high) {
                               throw UsageError(fmt::format("{} ({}) starts at {:g} and ends at {:g}: exchange the two.",
                                                            spec.label, spec.key, v->low, v->high));
                           }
                       },
                   },
                   field.value);
    }
}

nlohmann::json optionsToJson(const OptionFields& fields) {
    nlohmann::json json = nlohmann::json::object();
    for (const OptionField& field : fields) {
        std::visit(Overloaded{
                       [&](const Range* v) { json[field.spec.key] = {v->low, v->high}; },
                       [&](const int* v) {
                           if (*v == 0 && !field.spec.zero.empty()) json[field.spec.key] = field.spec.zero;
                           else json[field.spec.key] = *v;
                       },
                       [&](const auto* v) { json[field.spec.key] = *v; },
                   },
                   field.value);
    }
    return json;
}

void optionsFromJson(const OptionFields& fields, const nlohmann::json& json, bool rejectUnknown) {
    for (const OptionField& field : fields) {
        const auto it = json.find(field.spec.key);
        if (it == json.end()) continue;
        try {
            std::visit(Overloaded{
                           [&](Range* v) { *v = {it->at(0).get<double>(), it->at(1).get<double>()}; },
                           [&](int* v) {
                               if (!field.spec.zero.empty() && *it == field.spec.zero) return void(*v = 0);
                               const double number = it->get<double>();
                               if (number != std::floor(number) || std::abs(number) > 2e9) throw nlohmann::json::other_error::create(501, "no whole number", nullptr);
                               *v = static_cast<int>(number);
                           },
                           [&](auto* v) { it->get_to(*v); },
                       },
                       field.value);
        } catch (const nlohmann::json::exception&) {
            throw UsageError(fmt::format("{} ({}) has the value {}, which is not of its kind: it must be {}{}.",
                                         field.spec.label, field.spec.key, it->dump(), allowed(field.spec), field.spec.zero.empty() ? "" : ", or " + field.spec.zero));
        }
    }
    if (rejectUnknown) {
        std::vector<std::string> known;
        for (const OptionField& field : fields) known.push_back(field.spec.key);
        for (const auto& [key, value] : json.items()) {
            if (std::ranges::find(known, key) == known.end()) throw unknownName("option", key, known);
        }
    }
    checkOptions(fields);
}

}  // namespace gano
