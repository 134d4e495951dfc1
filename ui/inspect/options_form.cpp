// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/options_form.h"

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>
#include <algorithm>

#include "ui/style/look.h"
#include "ui/style/words.h"

namespace gano {
namespace {

constexpr double kSpinLimit = 1e6;

/// A widget that writes to the option it edits; `told` is called after each change.
QWidget* editorOf(const OptionField& field, QObject* context, const std::function<void()>& told) {
    const auto unit = field.spec.unit.empty() ? QString() : QStringLiteral(" ") + text(field.spec.unit);
    if (auto* const* flag = std::get_if<bool*>(&field.value)) {
        auto* box = new QCheckBox(text(field.spec.label));
        box->setChecked(**flag);
        QObject::connect(box, &QCheckBox::toggled, context, [value = *flag, told](bool on) { *value = on, told(); });
        return box;
    }
    if (auto* const* whole = std::get_if<int*>(&field.value)) {
        auto* box = new QSpinBox;
        box->setRange(static_cast<int>(std::max(field.spec.minimum, -kSpinLimit)), static_cast<int>(std::min(field.spec.maximum, kSpinLimit)));
        box->setValue(**whole);
        box->setSuffix(unit);
        QObject::connect(box, &QSpinBox::valueChanged, context, [value = *whole, told](int number) { *value = number, told(); });
        return box;
    }
    if (auto* const* real = std::get_if<double*>(&field.value)) {
        auto* box = new QDoubleSpinBox;
        box->setRange(std::max(field.spec.minimum, -kSpinLimit), std::min(field.spec.maximum, kSpinLimit));
        box->setSingleStep(0.05);
        box->setValue(**real);
        box->setSuffix(unit);
        QObject::connect(box, &QDoubleSpinBox::valueChanged, context, [value = *real, told](double number) { *value = number, told(); });
        return box;
    }
    if (auto* const* words = std::get_if<std::string*>(&field.value)) {
        auto* box = new QLineEdit(text(**words));
        QObject::connect(box, &QLineEdit::textEdited, context, [value = *words, told](const QString& now) { *value = now.toStdString(), told(); });
        return box;
    }
    return nullptr;
}

}  // namespace

OptionsForm::OptionsForm(QWidget* parent) : QWidget(parent) { build(); }

void OptionsForm::setOptions(const PredictOptions& options) {
    options_ = options;
    qDeleteAll(findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly));
    delete layout();
    build();
}

void OptionsForm::build() {
    auto* form = new QFormLayout(this);
    form->setContentsMargins(2 * look::kGrid, 2 * look::kGrid, 2 * look::kGrid, 2 * look::kGrid);
    form->setVerticalSpacing(look::kGrid);
    auto fields = options_.fields();
    std::stable_partition(fields.begin(), fields.end(), [](const OptionField& field) { return !field.spec.advanced; });
    for (const auto& field : fields) {
        if (field.spec.key == "recursive") continue;  // Which images is chosen in the list.
        auto* editor = editorOf(field, this, [this] { Q_EMIT changed(); });
        if (!editor) continue;
        editor->setToolTip(text(field.spec.help));
        editor->setAccessibleName(text(field.spec.label));
        if (std::holds_alternative<bool*>(field.value)) {
            form->addRow(editor);
            continue;
        }
        auto* label = new QLabel(text(field.spec.label));
        label->setToolTip(text(field.spec.help));
        label->setBuddy(editor);
        form->addRow(label, editor);
    }
}

}  // namespace gano

#include "moc_options_form.cpp"
