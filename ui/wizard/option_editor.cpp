// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/option_editor.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QEvent>
#include <QLineEdit>
#include <QSpinBox>
#include <QStyle>
#include <QVBoxLayout>
#include <algorithm>
#include <memory>

#include "core/base/error.h"
#include "core/train/plan.h"
#include "models/catalogue.h"
#include "ui/style/look.h"
#include "ui/style/words.h"
#include "ui/wizard/network_advice.h"

namespace gano {
namespace {

/// Wheel turns scroll the form; they must not change a value that nobody looks at.
class NoWheel : public QObject {
public:
    using QObject::QObject;
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() != QEvent::Wheel || static_cast<QWidget*>(watched)->hasFocus()) return false;
        event->ignore();
        return true;
    }
};

/// Networks by their names and what they see, everything else as it is called.
QString choiceText(const OptionField& field, const std::string& choice, const std::optional<PixelSize>& pixel) {
    if (field.spec.key != "generator") return text(choice);
    const auto& row = generatorRow(choice);
    return QStringLiteral("%1 — %2").arg(text(row.label), seesText(row, pixel));
}

QWidget* editFlag(bool* value, const OptionField& field, QWidget* parent, const std::function<void()>& told) {
    auto* box = new QCheckBox(text(field.spec.label), parent);
    box->setChecked(*value);
    QObject::connect(box, &QCheckBox::toggled, box, [value, told](bool on) { *value = on, told(); });
    return box;
}

QWidget* editWhole(int* value, const OptionField& field, QWidget* parent, const std::function<void()>& told) {
    auto* box = new QSpinBox(parent);
    constexpr double most = std::numeric_limits<int>::max();
    const bool zero = *value == 0 && !field.spec.zero.empty();
    box->setRange(zero ? 0 : static_cast<int>(std::max(field.spec.minimum, -most)), static_cast<int>(std::min(field.spec.maximum, most)));
    box->setValue(*value);
    box->setGroupSeparatorShown(true);
    if (!field.spec.unit.empty()) box->setSuffix(QStringLiteral(" ") + text(field.spec.unit));
    box->setFocusPolicy(Qt::StrongFocus);
    box->installEventFilter(new NoWheel(box));
    QObject::connect(box, &QSpinBox::valueChanged, box, [value, told](int now) { *value = now, told(); });
    return box;
}

/// A number, or the box that leaves it to the program; without the tick it is the number of before.
QWidget* editWholeOrZero(int* value, const OptionField& field, QWidget* parent, const std::function<void()>& told) {
    auto* both = new QWidget(parent);
    auto* column = new QVBoxLayout(both);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(look::kGrid / 2);
    const int least = static_cast<int>(field.spec.minimum);
    // What it was before is not known where the form begins with the tick: the usual one.
    const auto before = std::make_shared<int>(*value > 0 ? *value : TrainingOptions{}.batchSize);
    auto* number = static_cast<QSpinBox*>(editWhole(value, field, both, told));
    const auto automaticText = QCoreApplication::translate("OptionEditor", "Found at the start");
    auto* box = new QCheckBox(text(field.spec.zeroLabel), both);
    const auto leave = [number, least, before, automaticText](bool automatic) {
        if (automatic) *before = number->value();
        // The special text is what the least value is shown as.
        number->setSpecialValueText(automatic ? automaticText : QString());
        if (automatic) number->setMinimum(0);
        number->setValue(automatic ? 0 : *before);
        if (!automatic) number->setMinimum(least);
        number->setEnabled(!automatic);
    };
    if (*value == 0) box->setChecked(true), number->setSpecialValueText(automaticText), number->setEnabled(false);
    number->setAccessibleName(text(field.spec.label));
    QObject::connect(box, &QCheckBox::toggled, number, leave);
    column->addWidget(number);
    column->addWidget(box);
    both->setFocusProxy(number);
    return both;
}

QWidget* editChoice(std::string* value, const OptionField& field, QWidget* parent, const std::function<void()>& told, const std::optional<PixelSize>& pixel) {
    auto* box = new QComboBox(parent);
    for (const auto& choice : field.spec.choices) box->addItem(choiceText(field, choice, pixel), text(choice));
    box->setCurrentIndex(std::max(0, box->findData(text(*value))));
    box->setFocusPolicy(Qt::StrongFocus);
    box->installEventFilter(new NoWheel(box));
    QObject::connect(box, &QComboBox::currentIndexChanged, box, [box, value, told](int) { *value = box->currentData().toString().toStdString(), told(); });
    return box;
}

/// What people read and type ("0.1 to 0.3", "5 px") as the core takes it.
std::string typeable(const std::string& typed, const OptionField& field) {
    auto words = text(typed).trimmed();
    if (std::holds_alternative<Range*>(field.value)) words.replace(QStringLiteral(" to "), QStringLiteral(".."));
    if (!field.spec.unit.empty() && words.endsWith(text(field.spec.unit))) words.chop(static_cast<int>(field.spec.unit.size()));
    return words.trimmed().toStdString();
}

/// Numbers with fractions, ranges and free text are typed: no spin box shows both 0.0002 and 100.
QWidget* editTyped(const OptionField& field, QWidget* parent, const std::function<void()>& told) {
    auto* edit = new QLineEdit(text(optionText(field)), parent);
    const auto help = text(field.spec.help);
    QObject::connect(edit, &QLineEdit::textEdited, edit, [edit, field, told, help](const QString& typed) {
        QString wrong;
        const auto before = optionText(field);
        try {
            setOptionFromText(field, typeable(typed.toStdString(), field));
            checkOptions({field});
            told();
        } catch (const std::exception& refused) {
            wrong = text(std::string(refused.what()));
            setOptionFromText(field, typeable(before, field));
        }
        edit->setProperty("wrong", !wrong.isEmpty());
        edit->setToolTip(wrong.isEmpty() ? help : wrong);
        edit->style()->unpolish(edit), edit->style()->polish(edit);
    });
    return edit;
}

}  // namespace

QWidget* makeOptionEditor(const OptionField& field, QWidget* parent, const std::function<void()>& told, const std::optional<PixelSize>& pixel) {
    QWidget* editor = nullptr;
    if (auto* const* flag = std::get_if<bool*>(&field.value)) editor = editFlag(*flag, field, parent, told);
    else if (auto* const* whole = std::get_if<int*>(&field.value); whole != nullptr && !field.spec.zero.empty()) editor = editWholeOrZero(*whole, field, parent, told);
    else if (whole != nullptr) editor = editWhole(*whole, field, parent, told);
    else if (auto* const* words = std::get_if<std::string*>(&field.value); words != nullptr && !field.spec.choices.empty()) editor = editChoice(*words, field, parent, told, pixel);
    else editor = editTyped(field, parent, told);
    editor->setToolTip(text(field.spec.help));
    editor->setAccessibleName(text(field.spec.label));
    editor->setAccessibleDescription(text(field.spec.help));
    return editor;
}

}  // namespace gano
