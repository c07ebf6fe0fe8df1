using System.Collections.Immutable;

namespace MlOps.Codegen.Dsl.Syntax;

/// <summary>A statement.</summary>
/// <param name="Location">Where what it declares is named.</param>
internal abstract record Statement(SourceLocation Location);

/// <summary><c>pipeline churn "documentation"</c>.</summary>
internal sealed record PipelineStatement(string Name, string Documentation, SourceLocation Location) : Statement(Location);

/// <summary><c>source calls from crm.calls</c> and its columns.</summary>
internal sealed record SourceStatement(
    string Name, ImmutableArray<string> Table, ImmutableArray<ColumnSyntax> Columns, string Documentation, SourceLocation Location) : Statement(Location);

/// <summary>A column of a source.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type's name.</param>
/// <param name="Digits">Of a decimal, how many digits and how many of them after the point.</param>
/// <param name="IsNullable">Whether rows may lack a value.</param>
/// <param name="Values">The only valid values; empty for any.</param>
/// <param name="Refuses">Whether another value refuses the row; otherwise it is missing.</param>
/// <param name="IsKey">Whether it is (a part of) the key.</param>
/// <param name="IsProtected">Whether it may be monitored only.</param>
/// <param name="IsEventTime">Whether it tells when the row came to be known.</param>
/// <param name="Zone">The zone whose local time a timestamp is; null for UTC.</param>
/// <param name="Target">The source whose key it holds; null for none.</param>
/// <param name="Alias">What the row referred to is called; null for the target's name.</param>
/// <param name="Documentation">What it is.</param>
/// <param name="Location">Where its name stands.</param>
/// <param name="TypeLocation">Where its type stands.</param>
internal sealed record ColumnSyntax(
    string Name,
    string Type,
    (int Precision, int Scale)? Digits,
    bool IsNullable,
    ImmutableArray<Formula> Values,
    bool Refuses,
    bool IsKey,
    bool IsProtected,
    bool IsEventTime,
    string? Zone,
    NameFormula? Target,
    string? Alias,
    string Documentation,
    SourceLocation Location,
    SourceLocation TypeLocation)
{
    /// <summary>Where the zone stands.</summary>
    public SourceLocation ZoneLocation { get; init; } = SourceLocation.None;
}

/// <summary><c>score each accounts as of run_time in "Europe/Berlin"</c>.</summary>
/// <param name="Source">The source whose rows are scored.</param>
/// <param name="AsOf">What the as-of time is called; null where nobody says.</param>
/// <param name="Zone">The zone whose calendar counts days and months; null for UTC.</param>
/// <param name="ZoneLocation">Where the zone stands.</param>
/// <param name="Location">Where the source is named.</param>
internal sealed record ScoreStatement(string Source, string? AsOf, string? Zone, SourceLocation ZoneLocation, SourceLocation Location) : Statement(Location);

/// <summary><c>feature usage = …</c>.</summary>
internal sealed record FeatureStatement(string Name, Formula Value, string Documentation, SourceLocation Location) : Statement(Location);

/// <summary><c>impute income with median 31000 indicator income_missing</c>.</summary>
internal sealed record ImputeStatement(string Column, Formula Value, string? Indicator, SourceLocation Location) : Statement(Location);

/// <summary><c>encode plan as plan_is ("basic", "plus")</c>: one number of 0 or 1 for each value; for each that the column lists, where none is written.</summary>
internal sealed record EncodeStatement(Formula Operand, string Name, ImmutableArray<Formula> Values, SourceLocation Location) : Statement(Location);

/// <summary><c>model risk = …</c>.</summary>
internal sealed record ModelStatement(string Name, ModelSyntax Model, string Documentation, SourceLocation Location) : Statement(Location);

/// <summary>What a model is.</summary>
internal abstract record ModelSyntax(SourceLocation Location);

/// <summary>A model of a file.</summary>
/// <param name="Kind">The word before the file: <c>pmml</c>, <c>mlnet</c>, <c>registered</c>.</param>
/// <param name="File">The file, or the registered model's name.</param>
/// <param name="Version">Of a registered model.</param>
/// <param name="Sha256">What the SHA-256 of its file must be; null where nobody says.</param>
/// <param name="Bindings">What its inputs are; of others, what has their name.</param>
/// <param name="Location">Where the file is named.</param>
internal sealed record FileModel(
    string Kind, string File, int? Version, string? Sha256, ImmutableArray<BindingSyntax> Bindings, SourceLocation Location)
    : ModelSyntax(Location);

/// <summary>What an input of a model of a file is.</summary>
/// <param name="Input">The input's name.</param>
/// <param name="Value">What it is.</param>
/// <param name="Baseline">The input's value that contributions are counted from; null for none.</param>
/// <param name="Location">Where it is named.</param>
internal sealed record BindingSyntax(string Input, Formula Value, Formula? Baseline, SourceLocation Location);

/// <summary>A sum of terms through the inverse of a link function.</summary>
/// <param name="Link">The link function's name.</param>
/// <param name="Terms">The terms.</param>
/// <param name="Location">Where it begins.</param>
internal sealed record LinearModel(string Link, ImmutableArray<TermSyntax> Terms, SourceLocation Location) : ModelSyntax(Location);

/// <summary>A term of a linear model.</summary>
/// <param name="Name">Its name, for reasons; null where it follows from the formula.</param>
/// <param name="Value">What is added.</param>
/// <param name="Baseline">The value of the term's factor that its contribution is counted from; null for none.</param>
internal sealed record TermSyntax(string? Name, Formula Value, Formula? Baseline);

/// <summary>A scorecard.</summary>
/// <param name="Initial">Where the sum starts.</param>
/// <param name="Characteristics">What is added.</param>
/// <param name="Location">Where it begins.</param>
internal sealed record ScorecardModel(Formula Initial, ImmutableArray<CharacteristicSyntax> Characteristics, SourceLocation Location) : ModelSyntax(Location);

/// <summary>A characteristic of a scorecard.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Baseline">The points that its contribution is counted from; null for 0.</param>
/// <param name="Points">Its points: a choice.</param>
/// <param name="Location">Where it is named.</param>
internal sealed record CharacteristicSyntax(string Name, Formula? Baseline, ChoiceFormula Points, SourceLocation Location);

/// <summary>A decision tree.</summary>
/// <param name="Root">Its root.</param>
/// <param name="Location">Where it begins.</param>
internal sealed record TreeModel(TreeSyntax Root, SourceLocation Location) : ModelSyntax(Location);

/// <summary>A node of a decision tree: a test with two branches, or a leaf.</summary>
/// <param name="Condition">The test; null for a leaf.</param>
/// <param name="WhenTrue">Where it holds.</param>
/// <param name="WhenFalse">Where it does not, or where it is missing.</param>
/// <param name="Value">A leaf's value.</param>
/// <param name="Records">How many training rows came to a leaf; null where nobody says.</param>
/// <param name="Depth">How many nodes lie on the longest way down.</param>
internal sealed record TreeSyntax(Formula? Condition, TreeSyntax? WhenTrue, TreeSyntax? WhenFalse, Formula? Value, double? Records, int Depth);

/// <summary><c>rule refuse when age &lt; 18 then decision = "declined" reason "R01" "under age"</c>.</summary>
internal sealed record RuleStatement(
    string Name, Formula Condition, ImmutableArray<(string Output, Formula Value, SourceLocation Location)> Assignments, string? Code, string? Text,
    SourceLocation Location) : Statement(Location);

/// <summary>A decision table: the first row all of whose cells hold.</summary>
/// <param name="Name">Its name, by which it is called.</param>
/// <param name="Columns">Its columns' names.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Else">What holds where no row does; null for missing.</param>
/// <param name="File">The file that rows come from; null where they are written here.</param>
/// <param name="Documentation">What it is.</param>
/// <param name="Location">Where it is named.</param>
internal sealed record TableStatement(
    string Name, ImmutableArray<string> Columns, ImmutableArray<TableRow> Rows, Formula? Else, string? File, string Documentation, SourceLocation Location)
    : Statement(Location);

/// <summary>A row of a decision table.</summary>
/// <param name="Cells">A cell per column.</param>
/// <param name="Value">What holds where all cells do.</param>
/// <param name="Location">Where it begins.</param>
internal sealed record TableRow(ImmutableArray<TableCell> Cells, Formula Value, SourceLocation Location);

/// <summary>A cell: any value, one value, a comparison, or a stretch whose beginning belongs to it and whose end does not.</summary>
/// <param name="Sign">The comparison's sign; <c>=</c> for one value, <c>..</c> for a stretch; null for any value.</param>
/// <param name="Value">What is compared with, or where the stretch begins.</param>
/// <param name="End">Where the stretch ends.</param>
internal sealed record TableCell(string? Sign, Formula? Value, Formula? End);

/// <summary><c>output score: double = … "documentation"</c>.</summary>
internal sealed record OutputStatement(string Name, string? Type, Formula Value, string Documentation, SourceLocation Location) : Statement(Location);

/// <summary><c>monitor gender</c>: an output that is looked at, not decided by.</summary>
internal sealed record MonitorStatement(string Name, Formula Value, string Documentation, SourceLocation Location) : Statement(Location);

/// <summary>The best of several actions.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Variable">What is chosen.</param>
/// <param name="Actions">What there is to choose from: constants.</param>
/// <param name="Measures">What each action leads to.</param>
/// <param name="Condition">What an action must meet; null for nothing.</param>
/// <param name="Objective">The measure that decides.</param>
/// <param name="IsMinimised">Whether the least of it is best.</param>
/// <param name="Location">Where it is named.</param>
internal sealed record OptimiseStatement(
    string Name, string Variable, ImmutableArray<Formula> Actions, ImmutableArray<(string Name, Formula Value)> Measures, Formula? Condition,
    string Objective, bool IsMinimised, SourceLocation Location) : Statement(Location);

/// <summary><c>reasons top 4 raising risk { usage_ratio -> "R01" "Usage fell" … }</c>.</summary>
/// <param name="Count">How many reasons are told.</param>
/// <param name="IsLowering">Whether they are what lowers the score.</param>
/// <param name="Model">The model.</param>
/// <param name="Output">Which of its outputs is explained; null for its only score.</param>
/// <param name="Reasons">The code of each contribution.</param>
/// <param name="Location">Where the model is named.</param>
internal sealed record ReasonsStatement(
    int Count, bool IsLowering, string Model, string? Output, ImmutableArray<ReasonSyntax> Reasons, SourceLocation Location) : Statement(Location);

/// <summary>The code and the text of a contribution.</summary>
internal sealed record ReasonSyntax(string Name, string Code, string Text, SourceLocation Location);

/// <summary>Rules that a pipeline must keep to be compiled.</summary>
internal sealed record PolicyStatement(ImmutableArray<ForbidSyntax> Forbidden, bool RequiresReasons, SourceLocation Location) : Statement(Location);

/// <summary><c>forbid postal_code when jurisdiction in ("EU", "CH")</c>.</summary>
/// <param name="Column">The column.</param>
/// <param name="ConditionColumn">The column that decides; null where it is always forbidden.</param>
/// <param name="Values">The values for which it is.</param>
/// <param name="Location">Where the column is named.</param>
internal sealed record ForbidSyntax(NameFormula Column, NameFormula? ConditionColumn, ImmutableArray<Formula> Values, SourceLocation Location);

/// <summary>A row with what it is expected to give.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="AsOf">The as-of time; null where there is none.</param>
/// <param name="Rows">The rows of sources.</param>
/// <param name="Expected">What is expected.</param>
/// <param name="File">A table of rows and results; null where they are written here.</param>
/// <param name="Location">Where it begins.</param>
internal sealed record TestStatement(
    string Name, string? AsOf, ImmutableArray<TestRow> Rows, ImmutableArray<Expectation> Expected, string? File, SourceLocation Location) : Statement(Location);

/// <summary>A row of a source.</summary>
internal sealed record TestRow(string Source, ImmutableArray<(string Column, Formula Value, SourceLocation Location)> Values, SourceLocation Location);

/// <summary>An expected result.</summary>
/// <param name="Output">The output.</param>
/// <param name="IsApproximate">Whether it need only be near, as far as its digits go.</param>
/// <param name="Value">The value; a constant.</param>
/// <param name="Location">Where it stands.</param>
internal sealed record Expectation(string Output, bool IsApproximate, Formula Value, SourceLocation Location);
