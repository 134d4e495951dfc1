// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/review_step.h"

#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

#include "ui/style/look.h"
#include "ui/style/words.h"

namespace fs = std::filesystem;

namespace gano {
namespace {

constexpr int kTextWidth = 640;  ///< px; longer lines are hard to read.

}  // namespace

ReviewStep::ReviewStep(WizardDraft& draft, QWidget* parent)
    : WizardStep(draft, parent), sentences_(new QLabel(this)), folder_(new QLabel(this)), warnings_(new QLabel(this)), name_(new QLineEdit(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2 * look::kGrid);
    for (auto* label : {sentences_, warnings_, folder_}) {
        label->setWordWrap(true);
        label->setMaximumWidth(kTextWidth);
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    warnings_->setProperty("warning", true);
    look::makeQuiet(folder_);
    auto* label = new QLabel(tr("Name of the run"), this);
    label->setBuddy(name_);
    name_->setMaximumWidth(kTextWidth);
    name_->setAccessibleName(label->text());
    auto* form = new QVBoxLayout;
    form->setSpacing(look::kGrid / 2);
    for (QWidget* widget : {static_cast<QWidget*>(label), static_cast<QWidget*>(name_), static_cast<QWidget*>(folder_)}) form->addWidget(widget);
    column->addWidget(sentences_);
    column->addWidget(warnings_);
    column->addLayout(form);
    column->addStretch(1);
    connect(name_, &QLineEdit::textChanged, this, [this](const QString& name) { draft_.name = name.trimmed().toStdString(), showFolder(), Q_EMIT changed(); });
}

void ReviewStep::enter() {
    if (draft_.name.empty()) draft_.name = freeName(draft_);
    name_->setText(text(draft_.name));
    QStringList list, problems;
    for (const auto& sentence : planSentences(draft_)) list << text(sentence);
    sentences_->setText(list.join(QStringLiteral("\n\n")));
    if (const auto checked = checkedData(draft_))
        for (const auto& finding : checked->report.findings)
            if (finding.severity != Finding::Severity::Information) problems << text(finding.sentence);
    if (const auto mismatch = startMismatch(draft_); !mismatch.empty()) problems << text(mismatch);
    warnings_->setText(problems.join(QStringLiteral("\n")));
    warnings_->setVisible(!problems.isEmpty());
    showFolder();
}

void ReviewStep::showFolder() { folder_->setText(tr("Everything is kept in %1").arg(text(draft_.start.runsFolder / toPath(text(draft_.name))))); }

QString ReviewStep::missing() const {
    const auto name = text(draft_.name);
    if (name.isEmpty()) return tr("Give the run a name.");
    if (name.startsWith(QLatin1Char('.')) || name.contains(QLatin1Char('/')) || name.contains(QLatin1Char('\\'))) return tr("A name cannot begin with a dot or hold slashes.");
    std::error_code ignored;
    if (fs::exists(draft_.start.runsFolder / toPath(name), ignored)) return tr("There is already a run of this name.");
    return {};
}

}  // namespace gano

#include "moc_review_step.cpp"
