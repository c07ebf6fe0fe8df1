using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Dsl.Checking;
using MlOps.Codegen.Dsl.Syntax;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Calendar;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Relations;

namespace MlOps.Codegen.Dsl.Lowering;

/// <summary>The inputs of a plan: columns of rows, what is found by following references, the as-of time, and aggregates.</summary>
/// <param name="context">The plan under construction.</param>
/// <param name="declarations">What the pipeline declares.</param>
/// <param name="own">The source whose rows the plan is about: its columns keep their names.</param>
internal sealed class ColumnValues(LoweringContext context, Declarations declarations, SourceDeclaration own)
{
    private readonly HashSet<string> names = new(own.Syntax.Columns.Select(column => column.Name).Append(declarations.AsOf), StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Typed> columns = new(StringComparer.Ordinal);
    private readonly Dictionary<PlanValue, FeatureSource> sources = [];

    /// <summary>The clocks of zones.</summary>
    public ZoneClocks Clocks { get; } = new(context, declarations.Calendar);

    /// <summary>Where an input comes from.</summary>
    public FeatureSource SourceOf(PlanValue input) => sources[input];

    /// <summary>The as-of time.</summary>
    public Typed AsOf() => Find("", declarations.AsOf, () =>
    {
        PlanValue input = context.Plan.AddInput(
            new FieldSchema(declarations.AsOf, DataType.DateTime), new Origin("as-of time", declarations.Root?.Syntax.Location ?? SourceLocation.None));
        sources.Add(input, new AsOfSource());
        return new Typed(Build.Ref(input), FormulaType.Timestamp);
    });

    /// <summary>A column, prepared: floats rounded, local times made instants, values that are not valid missing.</summary>
    /// <param name="path">The references that lead to its row; empty for the row itself.</param>
    /// <param name="column">The column.</param>
    /// <param name="name">What the input is called.</param>
    public Typed Column(ImmutableArray<ReferenceDeclaration> path, ColumnSyntax column, string name) =>
        Find(string.Join('.', path.Select(step => step.Name).Append("")), column.Name, () =>
        {
            DataType type = FormulaType.SchemaOf(column.Type);
            var origin = new Origin($"column {name}", column.Location);
            PlanValue input = context.Plan.AddInput(
                new FieldSchema(path.IsEmpty ? name : Unique(name), type, type is DataType.String or DataType.Boolean ? OpType.Categorical : type is DataType.Integer or DataType.Double or DataType.Float ? OpType.Continuous : null),
                origin);
            sources.Add(input, new ColumnSource([.. path.Select(Reference)], column.Name));
            return Prepared(input, column, origin);
        });

    /// <summary>An input for an aggregate; where it comes from is said when all are known.</summary>
    public PlanValue Aggregate(string name, DataType type, Origin origin) =>
        context.Plan.AddInput(new FieldSchema(Unique(name), type, type is DataType.Integer or DataType.Double ? OpType.Continuous : null), origin);

    /// <summary>A reference as relations know it.</summary>
    public static RelationReference Reference(ReferenceDeclaration reference) => new([.. reference.Columns.Select(column => column.Name)], reference.Target);

    private Typed Prepared(PlanValue input, ColumnSyntax column, Origin origin)
    {
        FormulaType type = FormulaType.Of(column.Type, column.Digits?.Scale ?? 0);
        Expression value = Build.Ref(input);
        if (column.Type == "float")
        {
            return new Typed(context.Plan.Define(column.Name + "_single", Build.ToFloat32(value), origin), type);
        }

        if (column.Digits is { } digits)
        {
            // What has more digits before the point than are declared is no value; and what has not needs no further bounds.
            Expression most = Build.Number(Math.Pow(10, digits.Precision - digits.Scale));
            Expression fits = Build.Binary(BinaryOperator.LessOrEqual, Build.Unary(UnaryOperator.Abs, value), most);
            return new Typed(context.Plan.Define(column.Name + "_valid", Build.If(fits, value, Literal.Missing(DataType.Double)), origin), type);
        }

        if (column.Zone is { } zone && declarations.Zones.TryGetValue(zone, out ZoneTable? clock))
        {
            return new Typed(context.Plan.Define(column.Name + "_instant", Clocks.InstantOf(value, clock, origin), origin), type);
        }

        if (column.Values.IsEmpty)
        {
            return new Typed(value, type);
        }

        Literal[] valid = [.. column.Values.Select(item => Constants.Of(item, type)).OfType<Literal>()];
        ImmutableArray<string> texts = type.Type == DataType.String ? [.. valid.Select(literal => literal.Value.Text).Distinct(StringComparer.Ordinal)] : [];
        Expression isValid = Build.InSet(value, valid);
        if (column.Refuses)
        {
            context.Reject(Build.Not(isValid));
            context.Close(input, texts);
            return new Typed(value, type) { Values = texts };
        }

        return new Typed(context.Plan.Define(column.Name + "_valid", Build.If(isValid, value, Literal.Missing(type.Type)), origin), type) { Values = texts };
    }

    private string Unique(string name)
    {
        string unique = name;
        for (int i = 2; !names.Add(unique); i++)
        {
            unique = string.Create(CultureInfo.InvariantCulture, $"{name}_{i}");
        }

        return unique;
    }

    private Typed Find(string path, string name, Func<Typed> create)
    {
        string key = $"{path}\u0001{name}";
        if (!columns.TryGetValue(key, out Typed? value))
        {
            value = create();
            columns.Add(key, value);
        }

        return value;
    }
}
