// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFutureWatcher>
#include <QWidget>
#include <filesystem>

#include "ui/frame/model_facts.h"

class QFormLayout;
class QLabel;
class QListWidget;
class QListWidgetItem;
class QPushButton;

namespace gano {

class Library;
class MessageBar;
class StatePanel;

/// The models there are, shipped, imported and trained here, and what is known of each.
class ModelsPage : public QWidget {
    Q_OBJECT
public:
    explicit ModelsPage(Library& library, QWidget* parent = nullptr);

    void select(const std::filesystem::path& model);
    void chooseImport();
    /// Copies a model file into the own models, in the background.
    void import(const std::filesystem::path& file);

Q_SIGNALS:
    void predictRequested(const std::filesystem::path& model);
    void fineTuneRequested(const std::filesystem::path& model);
    void openRunRequested(const std::filesystem::path& run);

private:
    enum class Origin { Shipped, Imported, Trained };
    void buildCard();
    void showModels();
    void showSelected();
    void showFacts();
    void rename(QListWidgetItem* item);
    void chooseExport();
    void copy(const std::filesystem::path& from, const std::filesystem::path& to, const QString& done);
    std::filesystem::path selected() const;
    Origin originOf(const std::filesystem::path& model) const;
    void addSection(const QString& title, const std::vector<std::filesystem::path>& models, Origin origin);

    Library& library_;
    MessageBar* message_;
    StatePanel *listState_, *cardState_;
    QListWidget* list_;
    QWidget* card_;
    QLabel *name_, *heading_;
    QFormLayout* rows_;
    QPushButton *predict_, *fineTune_, *openRun_, *export_, *rename_, *folder_;
    QFutureWatcher<ModelFacts> reading_;
    QFutureWatcher<QString> copying_;
    QString copied_;
    std::filesystem::path wanted_;  ///< Selected as soon as the list has it.
    bool filling_ = false;
};

}  // namespace gano
