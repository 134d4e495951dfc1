// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/study/vary_editor.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLineEdit>
#include <QSignalBlocker>
#include <algorithm>

#include "ui/style/look.h"
#include "ui/style/words.h"

namespace gano {
namespace {

constexpr int kOptions = 2;
/// Not varied like the rest: what stands in other places of the form, or does not change a training.
const QStringList kElsewhere{QStringLiteral("images"), QStringLiteral("targets"), QStringLiteral("seed"), QStringLiteral("from"), QStringLiteral("device"), QStringLiteral("threads")};

}  // namespace

VaryEditor::VaryEditor(QWidget* parent) : QWidget(parent) {
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(look::kGrid);
    for (int i = 0; i < kOptions; ++i) {
        const Row row{new QComboBox(this), new QLineEdit(this)};
        row.option->setAccessibleName(i == 0 ? tr("Option to vary") : tr("Second option to vary"));
        row.values->setAccessibleName(i == 0 ? tr("Its values") : tr("Values of the second option"));
        grid->addWidget(row.option, i, 0);
        grid->addWidget(row.values, i, 1);
        rows_.push_back(row);
        connect(row.option, &QComboBox::activated, this, [this, row] { row.values->clear(), showHint(row), Q_EMIT edited(); });
        connect(row.values, &QLineEdit::textEdited, this, &VaryEditor::edited);
    }
    grid->setColumnStretch(1, 1);
}

void VaryEditor::offer(TrainPlan plan) {
    plan_ = std::move(plan);
    const auto set = text();
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        rows_[i].option->clear();
        rows_[i].option->addItem(i == 0 ? tr("Choose an option") : tr("No second one"));
        for (const auto& field : plan_.fields())
            if (!kElsewhere.contains(gano::text(field.spec.key))) rows_[i].option->addItem(gano::text(field.spec.label), gano::text(field.spec.key));
    }
    setText(set);
}

void VaryEditor::showHint(const Row& row) {
    const auto key = row.option->currentData().toString().toStdString();
    QString hint = tr("Values, separated by commas; the first is compared with"), help;
    for (const auto& field : plan_.fields()) {
        if (field.spec.key != key) continue;
        help = gano::text(field.spec.help);
        if (!field.spec.choices.empty()) {
            QStringList choices;
            for (const auto& choice : field.spec.choices) choices << gano::text(choice);
            hint = tr("Of: %1").arg(choices.join(QStringLiteral(", ")));
        } else {
            hint = tr("For example %1, and others, separated by commas").arg(gano::text(optionText(field)));
        }
    }
    row.values->setPlaceholderText(hint);
    row.values->setToolTip(help);
    row.values->setEnabled(!key.empty());
}

void VaryEditor::setText(const QString& vary) {
    const auto parts = vary.split(QLatin1Char(';'), Qt::SkipEmptyParts);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        const auto part = static_cast<qsizetype>(i) < parts.size() ? parts[static_cast<qsizetype>(i)] : QString();
        const QSignalBlocker quiet(rows_[i].values);
        rows_[i].option->setCurrentIndex(std::max(0, rows_[i].option->findData(part.section(QLatin1Char('='), 0, 0).trimmed())));
        rows_[i].values->setText(part.section(QLatin1Char('='), 1).trimmed());
        showHint(rows_[i]);
    }
}

QString VaryEditor::text() const {
    QStringList parts;
    for (const auto& row : rows_) {
        const auto key = row.option->currentData().toString();
        if (!key.isEmpty()) parts << key + QLatin1Char('=') + row.values->text().trimmed();
    }
    return parts.join(QStringLiteral("; "));
}

}  // namespace gano

#include "moc_vary_editor.cpp"
