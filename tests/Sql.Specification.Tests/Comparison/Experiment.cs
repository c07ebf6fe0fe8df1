using System.Globalization;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Testing;

namespace MlOps.Codegen.Sql.Specification.Comparison;

/// <summary>Expressions over a few inputs, tried on every combination of boundary values in one query.</summary>
/// <param name="types">The inputs' types.</param>
public sealed class Experiment(params DataType[] types)
{
    private const int OutputsPerQuery = 400;

    private readonly List<(string Name, Func<IReadOnlyList<Expression>, Expression> Make)> expressions = [];

    /// <summary>Adds an expression.</summary>
    /// <param name="name">What it is called where it differs.</param>
    /// <param name="make">Makes it of the inputs.</param>
    public void Add(string name, Func<IReadOnlyList<Expression>, Expression> make) => expressions.Add((name, make));

    /// <summary>Compares all expressions that the target does not refuse on every combination of boundary values.</summary>
    /// <param name="fixture">The engine.</param>
    /// <returns>The names of the expressions that the target refuses.</returns>
    public IReadOnlyList<string> Run(SqlFixture fixture) => Run(fixture, Combinations(types));

    /// <summary>Compares all expressions that the target does not refuse on rows.</summary>
    /// <param name="fixture">The engine.</param>
    /// <param name="rows">The rows; those that the engine cannot hold are left out.</param>
    /// <returns>The names of the expressions that the target refuses.</returns>
    public IReadOnlyList<string> Run(SqlFixture fixture, IEnumerable<Scalar[]> rows)
    {
        Scalar[][] held = [.. rows.Where(row => row.All(value => CanHold(fixture, value)))];
        var refused = new List<string>();
        foreach (var chunk in expressions.Chunk(OutputsPerQuery))
        {
            var builder = new PlanBuilder();
            Expression[] inputs = [.. types.Select((type, i) => new ValueReference(
                builder.AddInput(new FieldSchema(string.Create(CultureInfo.InvariantCulture, $"x{i + 1}"), type), Origin.None)))];
            foreach ((string name, Func<IReadOnlyList<Expression>, Expression> make) in chunk)
            {
                Expression expression = make(inputs);
                if (Refusals.Refuses(fixture, expression))
                {
                    refused.Add(name);
                }
                else
                {
                    builder.AddOutput(new FieldSchema(name, expression.Type), expression, Origin.None);
                }
            }

            Agreement.AssertSame(fixture, builder.Build("experiment"), held);
        }

        return refused;
    }

    /// <summary>Every combination of boundary values.</summary>
    /// <param name="types">The types.</param>
    public static IEnumerable<Scalar[]> Combinations(params DataType[] types) => types.Aggregate(
        (IEnumerable<Scalar[]>)[[]],
        (rows, type) => rows.SelectMany(row => BoundaryValues.Of(type).Select(value => (Scalar[])[.. row, value])));

    /// <summary>Whether an engine's columns can hold a value.</summary>
    /// <param name="fixture">The engine.</param>
    /// <param name="value">The value.</param>
    public static bool CanHold(SqlFixture fixture, Scalar value) => value.IsMissing
        || fixture.Target.Dialect.CanHold(new Literal(value.IsText ? DataType.String : value.IsDouble ? DataType.Double : DataType.Integer, value));
}
