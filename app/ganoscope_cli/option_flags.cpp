// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ganoscope_cli/option_flags.h"

#include <fmt/format.h>

#include "core/base/error.h"

namespace gano {

void addFlags(CLI::App& app, const OptionFields& fields, GivenOptions& given) {
    for (const auto& field : fields) {
        const auto& spec = field.spec;
        std::string help = spec.help;
        if (!spec.zero.empty()) help += fmt::format(" The word for that is {}.", spec.zero);
        if (!spec.choices.empty()) help += fmt::format(" One of: {}.", fmt::join(spec.choices, ", "));
        const auto now = optionText(field);
        if (!now.empty()) help += fmt::format(" [{}{}]", now, spec.unit.empty() ? "" : " " + spec.unit);
        const bool yesNo = std::holds_alternative<bool*>(field.value);
        const auto key = spec.key;
        auto* option = app.add_option_function<std::string>("--" + key, [&given, key](const std::string& text) { given[key] = text; }, help);
        option->group(spec.group.empty() ? "Options" : spec.group)->type_name(yesNo ? "YES|NO" : std::holds_alternative<Range*>(field.value) ? "LOW..HIGH" : "");
        option->take_last();
        // "--recursive" alone means yes.
        if (yesNo) option->expected(0, 1)->default_str("yes");
    }
}

void applyGiven(const OptionFields& fields, const GivenOptions& given) {
    for (const auto& [key, text] : given)
        for (const auto& field : fields)
            if (field.spec.key == key) setOptionFromText(field, text.empty() && std::holds_alternative<bool*>(field.value) ? "yes" : text);
}

}  // namespace gano
