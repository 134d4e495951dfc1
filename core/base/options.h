// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <limits>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <variant>
#include <vector>

namespace gano {

/// A closed interval from which a value is drawn; low == high means always that value.
struct Range {
    double low = 0.0;
    double high = 0.0;
    bool operator==(const Range&) const = default;
};

/// The sentence, unit and limits of one option. The default stands in the options struct itself.
struct OptionSpec {
    std::string key;    ///< Name on the command line and in run.json, for example "batch-size".
    std::string label;  ///< Name in a form, sentence case.
    std::string help;   ///< One sentence for a tooltip and for --help.
    double minimum = std::numeric_limits<double>::lowest();
    double maximum = std::numeric_limits<double>::max();
    std::string unit = {};                  ///< "px", "epochs", … or empty.
    std::vector<std::string> choices = {};  ///< For texts: the allowed values; empty means free text.
    bool advanced = false;             ///< Folded away in forms until asked for.
    std::string group = {};                 ///< Heading under which a form shows it.
    std::string zero = {};       ///< For whole numbers: the word for 0, which is then allowed beside the range and means that the program chooses.
    std::string zeroLabel = {};  ///< The same as a choice in a form.
};

using OptionRef = std::variant<bool*, int*, double*, std::string*, Range*>;

/// One option of one struct: what it is, and where its value lives.
struct OptionField {
    OptionSpec spec;
    OptionRef value;
};

/// An options struct describes itself once: `std::vector<OptionField> fields()`, a member that points into it.
/// Flags, forms, run.json, range checks and the review page are all derived from that list.
using OptionFields = std::vector<OptionField>;

/// The value as a person reads it ("0.02 to 0.2", "yes", "128").
std::string optionText(const OptionField& field);
/// Sets a field from text ("128", "yes", "0.02..0.2"). Throws UsageError with the label, the text and what is allowed.
void setOptionFromText(const OptionField& field, const std::string& text);

/// Throws UsageError naming the first option that is out of its range or not one of its choices.
void checkOptions(const OptionFields& fields);

nlohmann::json optionsToJson(const OptionFields& fields);
/// Sets the fields present in `json`; absent ones keep their value. Throws UsageError for a wrong type,
/// and for a key that is none of `fields` when `rejectUnknown`.
void optionsFromJson(const OptionFields& fields, const nlohmann::json& json, bool rejectUnknown = false);

}  // namespace gano
