using System.Collections.Frozen;
using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Dsl.Checking;
using MlOps.Codegen.Dsl.Models;
using MlOps.Codegen.Dsl.Syntax;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Dsl.Lowering;

/// <summary>
/// What names mean in the scored row: columns, features, models, outputs as they are before rules. What a name stands for is lowered when it is
/// asked for first.
/// </summary>
internal sealed class ScoringScope : Scope
{
    private const int MostPending = 200;

    private readonly ScoringScope? parent;
    private readonly FrozenDictionary<string, Typed> bindings;
    private readonly FrozenSet<string> dependents;
    private readonly Dictionary<string, Typed?> features;
    private readonly Dictionary<string, ModelOutputs?> models;
    private readonly Dictionary<string, Typed?> outputs;
    private readonly Dictionary<string, TableStatement?> tables;
    private readonly List<string> pending;
    private readonly PipelineFiles files;
    private readonly Aggregates aggregates;

    /// <summary>The scope of a pipeline.</summary>
    public ScoringScope(LoweringContext context, Declarations declarations, PipelineFiles files)
        : base(context, declarations)
    {
        this.files = files;
        bindings = FrozenDictionary<string, Typed>.Empty;
        dependents = FrozenSet<string>.Empty;
        (features, models, outputs, tables, pending) = (new(StringComparer.Ordinal), new(StringComparer.Ordinal), new(StringComparer.Ordinal), new(StringComparer.Ordinal), []);
        Columns = new ColumnValues(context, declarations, declarations.Root!);
        aggregates = new Aggregates(declarations, context.Diagnostics);
        Decisions = new Decisions(this);
    }

    // The scope of one action: what depends on the chosen variable means something of its own.
    private ScoringScope(ScoringScope parent, FrozenDictionary<string, Typed> bindings, FrozenSet<string> dependents)
        : base(parent.Context, parent.Declarations)
    {
        this.parent = parent;
        this.bindings = bindings;
        this.dependents = dependents;
        (files, aggregates, Columns, Decisions) = (parent.files, parent.aggregates, parent.Columns, parent.Decisions);
        (features, models, outputs, tables, pending) = (new(StringComparer.Ordinal), new(StringComparer.Ordinal), new(StringComparer.Ordinal), new(StringComparer.Ordinal), parent.pending);
    }

    /// <summary>The inputs of the plan.</summary>
    public ColumnValues Columns { get; }

    /// <summary>Rules and choices between actions.</summary>
    public Decisions Decisions { get; }

    /// <summary>The aggregations so far.</summary>
    public IEnumerable<AggregationDraft> Aggregations => aggregates.Drafts;

    /// <summary>The scope in which names have certain values.</summary>
    public ScoringScope With(IEnumerable<KeyValuePair<string, Typed>> values)
    {
        FrozenDictionary<string, Typed> bound = bindings.Concat(values).GroupBy(pair => pair.Key).ToFrozenDictionary(group => group.Key, group => group.Last().Value, StringComparer.Ordinal);
        return new ScoringScope(this, bound, Dependencies.On(bound.Keys, Declarations));
    }

    public override ZoneClocks Clocks => Columns.Clocks;

    public override Typed AsOf() => Columns.AsOf();

    public override bool Knows(string name) =>
        bindings.ContainsKey(name) || Declarations.Features.ContainsKey(name) || Declarations.Root!.Column(name) is not null || name == Declarations.AsOf
        || Declarations.Imputations.Values.Any(imputation => imputation.Indicator == name) || Declarations.Models.ContainsKey(name);

    public override Typed? Resolve(NameFormula name) =>
        Declarations.IsUnread(name.Names[0]) && !Knows(name.Names[0]) ? null : name.Names.Length == 1 ? Single(name) : Dotted(name);

    public override Typed? Aggregate(CallFormula call) => parent is null ? aggregates.Lower(call, this, Columns) : parent.Aggregate(call);

    public override DecisionTable? Table(string name)
    {
        if (!Declarations.Tables.TryGetValue(name, out TableStatement? statement))
        {
            return null;
        }

        if (!tables.TryGetValue(name, out TableStatement? read))
        {
            read = statement.File is null ? statement : TableFiles.Read(statement, files, Context.Diagnostics);
            tables.Add(name, read);
        }

        return new DecisionTable(read ?? statement with { File = null }, new FormulaLowering(this, new Origin($"Table {name}", statement.Location)));
    }

    /// <summary>A feature; null after a diagnostic.</summary>
    public Typed? Feature(FeatureStatement statement)
    {
        if (parent is not null && !dependents.Contains(statement.Name))
        {
            return parent.Feature(statement);
        }

        return Once(features, statement.Name, statement.Location, () =>
        {
            var lowering = new FormulaLowering(this, new Origin($"DerivedField {statement.Name}", statement.Location));
            return lowering.Lower(statement.Value) is { } value ? value with { Value = lowering.Define(statement.Name, value.Value) } : null;
        });
    }

    /// <summary>A model; null after a diagnostic.</summary>
    public ModelOutputs? Model(ModelStatement statement)
    {
        if (parent is not null && !dependents.Contains(statement.Name))
        {
            return parent.Model(statement);
        }

        return Once(models, statement.Name, statement.Location, () =>
        {
            var lowering = new FormulaLowering(this, new Origin($"Model {statement.Name}", statement.Location));
            return statement.Model switch
            {
                LinearModel linear => InlineModels.Linear(statement.Name, linear, lowering),
                ScorecardModel scorecard => InlineModels.Scorecard(statement.Name, scorecard, lowering),
                TreeModel tree => TreeModels.Lower(statement.Name, tree, lowering),
                FileModel file => FileModels.Lower(
                    statement.Name, file, files, Declarations.Statements.OfType<ReasonsStatement>().FirstOrDefault(reasons => reasons.Model == statement.Name), lowering),
                _ => throw new InvalidOperationException($"unknown model {statement.Model.GetType().Name}"),
            };
        });
    }

    /// <summary>An output as its statement says, before rules; null after a diagnostic.</summary>
    public Typed? Output(OutputStatement statement)
    {
        if (parent is not null && !dependents.Contains(statement.Name))
        {
            return parent.Output(statement);
        }

        return Once(outputs, "output " + statement.Name, statement.Location, () =>
        {
            var lowering = new FormulaLowering(this, new Origin($"OutputField {statement.Name}", statement.Location));
            return lowering.Lower(statement.Value) is { } value && OutputTypes.Declared(statement, value, lowering) is { } typed
                ? typed with { Value = lowering.Define(statement.Name, typed.Value) }
                : null;
        });
    }

    private Typed? Single(NameFormula formula)
    {
        string name = formula.Names[0];
        if (bindings.TryGetValue(name, out Typed? bound))
        {
            return bound;
        }

        if (Declarations.Features.TryGetValue(name, out FeatureStatement? feature))
        {
            return Feature(feature);
        }

        if (Declarations.Root!.Column(name) is { } column)
        {
            return Column(column);
        }

        if (name == Declarations.AsOf)
        {
            return AsOf();
        }

        if (Declarations.Imputations.Values.FirstOrDefault(imputation => imputation.Indicator == name) is { } indicator)
        {
            return Declarations.Root.Column(indicator.Column) is { } imputed
                ? new Typed(Build.If(Build.IsMissing(Columns.Column([], imputed, imputed.Name).Value), Literal.Integer(1), Literal.Integer(0)), FormulaType.Integer)
                : null;
        }

        if (Declarations.Models.TryGetValue(name, out ModelStatement? model))
        {
            return Model(model) is { } result
                ? result.Main is { } main ? result.Outputs[main] : UnknownOutput(formula, name, "", result)
                : null;
        }

        if (Declarations.Outputs.FirstOrDefault(output => output.Name == name) is { } other && (pending.Count == 0 || pending[^1] != "output " + name))
        {
            return Output(other);
        }

        string what = Declarations.Sources.ContainsKey(name)
            ? $"value '{name}': its rows are aggregated, as in count({name}) over last 7 days; there is no name"
            : "name";
        Context.Report(DiagnosticDescriptors.UnknownName, formula.Location, what, name, Declarations.Hint(name, Names().Where(known => known != name)));
        return null;
    }

    private Typed? Dotted(NameFormula formula)
    {
        string first = formula.Names[0];
        if (Declarations.Models.TryGetValue(first, out ModelStatement? model) && formula.Names.Length == 2)
        {
            return Model(model) is { } result
                ? result.Outputs.GetValueOrDefault(formula.Names[1]) ?? UnknownOutput(formula, first, formula.Names[1], result)
                : null;
        }

        if (Declarations.Optimisations.TryGetValue(first, out OptimiseStatement? optimise) && formula.Names.Length == 2)
        {
            return Decisions.Measure(optimise, formula);
        }

        if (Declarations.Encodings.TryGetValue(first, out EncodeStatement? encode) && formula.Names.Length == 2)
        {
            return Encoded(encode, formula);
        }

        if (first == "rule" && formula.Names.Length == 2)
        {
            return Decisions.Rule(formula);
        }

        SourceDeclaration root = Declarations.Root!;
        ReadOnlySpan<string> names = first == root.Name && !root.References.ContainsKey(first) ? formula.Names.AsSpan()[1..] : formula.Names.AsSpan();
        if (names.Length == 1 && root.Column(names[0]) is { } own)
        {
            return Column(own);
        }

        if (!root.References.ContainsKey(names[0]) && Declarations.Sources.ContainsKey(names[0]))
        {
            Context.Report(
                DiagnosticDescriptors.InvalidAggregate, formula.Location,
                $"the rows of '{names[0]}' are aggregated, as in sum({formula.Full}) over last 7 days");
            return null;
        }

        if (names.Length > 1 && !root.References.ContainsKey(names[0]))
        {
            Context.Report(DiagnosticDescriptors.UnknownName, formula.Location, "name", names[0], Declarations.Hint(names[0], Names()));
            return null;
        }

        return References.Follow(names, root, formula.Location, Declarations, Context.Diagnostics) is { } found
            ? Columns.Column(found.Path, found.Column, string.Join('_', names.ToArray()))
            : null;
    }

    private Typed Column(ColumnSyntax column)
    {
        Typed value = Columns.Column([], column, column.Name);
        if (!Declarations.Imputations.TryGetValue(column.Name, out ImputeStatement? imputation)
            || Constants.Of(imputation.Value, value.Type) is not { IsMissing: false } standIn)
        {
            return value;
        }

        Expression imputed = Context.Plan.Define(
            column.Name + "_imputed", Build.Coalesce(value.Value, Clocks.Constant(standIn)), new Origin($"DerivedField {column.Name}", imputation.Location));
        return value with { Value = imputed, Values = value.Values.IsEmpty || !standIn.Value.IsText ? value.Values : [.. value.Values.Append(standIn.Value.Text).Distinct(StringComparer.Ordinal)] };
    }

    /// <summary>The values that an encoding has numbers for: those that it writes, or those that its column lists.</summary>
    public static IEnumerable<Formula> ValuesOf(EncodeStatement encode, Typed operand) =>
        encode.Values.IsEmpty ? operand.Values.Select(value => new TextFormula(value, encode.Location)) : encode.Values;

    // A value that is none of those listed is 0 in all; a missing one is missing in all.
    private Typed? Encoded(EncodeStatement encode, NameFormula formula)
    {
        if (Resolve(encode.Operand as NameFormula ?? formula) is not { } operand)
        {
            return null;
        }

        Formula[] values = [.. ValuesOf(encode, operand)];
        foreach (Formula value in values)
        {
            if (Constants.Of(value, operand.Type) is { IsMissing: false } literal && FileModels.Plain(literal.Value.ToString()) == FileModels.Plain(formula.Names[1]))
            {
                return new Typed(Build.ToDouble(Build.Unary(UnaryOperator.ToInteger, Build.Equal(operand.Value, Clocks.Constant(literal)))), FormulaType.Double);
            }
        }

        Context.Report(
            DiagnosticDescriptors.UnknownName, formula.Location, "value", formula.Names[1], $" of '{encode.Name}'" + Declarations.Hint(formula.Names[1], values.Select(value => Constants.Of(value)?.Value is Literal literal ? literal.Value.ToString() : "")));
        return null;
    }

    private Typed? UnknownOutput(NameFormula formula, string model, string name, ModelOutputs result)
    {
        Context.Report(
            DiagnosticDescriptors.UnknownName, formula.Location, "output", name,
            $" of the model '{model}'" + (Declarations.Hint(name, result.Outputs.Keys) is { Length: > 0 } hint ? hint : $": it has {string.Join(", ", result.Outputs.Keys.Order(StringComparer.Ordinal))}"));
        return null;
    }

    private IEnumerable<string> Names() => Declarations.Features.Keys
        .Concat(Declarations.Root!.Syntax.Columns.Select(column => column.Name))
        .Concat(Declarations.Models.Keys)
        .Concat(Declarations.Encodings.Keys)
        .Concat(Declarations.Optimisations.Keys)
        .Concat(Declarations.Root.References.Keys)
        .Concat(Declarations.Sources.Keys)
        .Concat(Declarations.Outputs.Select(output => output.Name))
        .Concat(Declarations.Imputations.Values.Select(imputation => imputation.Indicator).OfType<string>())
        .Concat(bindings.Keys)
        .Append(Declarations.AsOf);

    // Lowers what a name stands for once; a circle, or a chain that is too long to follow, is reported where it closes.
    private T? Once<T>(Dictionary<string, T?> known, string name, SourceLocation at, Func<T?> lower)
        where T : class
    {
        if (known.TryGetValue(name, out T? value))
        {
            return value;
        }

        if (pending.Contains(name) || pending.Count >= MostPending)
        {
            string circle = pending.Contains(name)
                ? string.Join(" → ", pending.SkipWhile(other => other != name).Append(name))
                : "the chain of features is too long";
            Context.Report(DiagnosticDescriptors.DefinedByItself, at, name, circle);
            return null;
        }

        pending.Add(name);
        value = lower();
        pending.RemoveAt(pending.Count - 1);
        known[name] = value;
        return value;
    }
}
