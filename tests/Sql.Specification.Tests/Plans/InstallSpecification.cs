using System.Data.Common;
using System.Globalization;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Evaluation;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;
using MlOps.Codegen.Plan.Targets;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Sql.Specification.Comparison;

namespace MlOps.Codegen.Sql.Specification.Plans;

/// <summary>Generated scripts, run as a database administrator runs them.</summary>
public abstract class InstallSpecification<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : SqlFixture
{
    private static readonly GenerationOptions Options = new("quote's \"model\"", Schema: "scoring schema", SourceTable: "some rows", Key: "score");

    private SqlDialect Dialect => fixture.Target.Dialect;

    [SkippableFact]
    public void An_installed_object_scores_a_table()
    {
        ScoringPlan plan = Everything();
        Scalar[][] rows =
        [
            [Scalar.FromDouble(0.5), Scalar.FromInteger(3), Scalar.FromText("Äb😀c"), Scalar.FromBoolean(true), Scalar.FromInteger(19_782), Scalar.FromText("e\\'x")],
            [Scalar.FromDouble(-1e300), Scalar.FromInteger(long.MaxValue), Scalar.FromText("a "), Scalar.FromBoolean(false), Scalar.FromInteger(-1), Scalar.FromText("")],
            [Scalar.Missing, Scalar.Missing, Scalar.Missing, Scalar.Missing, Scalar.Missing, Scalar.Missing],
        ];
        using DbConnection connection = fixture.Connect();
        CreateTable(connection, plan, rows, textType: null);
        IReadOnlyList<GeneratedFile> files = fixture.Target.Generate(plan, Options);
        string install = files.Single(file => file.Path == "install.sql").Content;

        // Running it again changes nothing.
        fixture.Execute(connection, install);
        fixture.Execute(connection, install);
        AssertScores(connection, plan, rows, fixture.CallInstalled(fixture.Target.Query(plan, Options)));
        AssertScores(connection, plan, rows, files.Single(file => file.Path == "score.sql").Content.Trim().TrimEnd(';'));
    }

    [SkippableFact]
    public void Columns_that_overlook_case_do_not_make_texts_equal()
    {
        var builder = new PlanBuilder();
        Expression text = new ValueReference(builder.AddInput(new FieldSchema("txt", DataType.String), Origin.None));
        builder.AddOutput(new FieldSchema("equal", DataType.Boolean), Build.Equal(text, Literal.String("abc")), Origin.None);
        builder.AddOutput(new FieldSchema("member", DataType.Boolean), Build.InSet(text, [Literal.String("abc"), Literal.String("x")]), Origin.None);
        builder.AddOutput(
            new FieldSchema("choice", DataType.Integer),
            Build.Case([new CaseBranch(Build.Equal(text, Literal.String("abc")), Literal.Integer(1)), new CaseBranch(Build.Equal(text, Literal.String("b")), Literal.Integer(2))], Literal.Integer(3)),
            Origin.None);
        builder.AddOutput(new FieldSchema("same", DataType.Boolean), Build.Equal(text, Build.Nary(NaryOperator.Concat, Literal.String("a"), Literal.String("bc"))), Origin.None);
        ScoringPlan plan = builder.Build("collation");
        Scalar[][] rows = [[Scalar.FromText("ABC")], [Scalar.FromText("abc")], [Scalar.FromText("abc ")], [Scalar.FromText("B")]];
        using DbConnection connection = fixture.Connect();
        CreateTable(connection, plan, rows, fixture.CaseInsensitiveText(connection));
        AssertScores(connection, plan, rows, fixture.Target.Query(plan, Options).SelectFromSourceTable());
    }

    [SkippableFact]
    public void What_is_not_a_number_is_missing()
    {
        Skip.If(fixture.NotANumber is null, "the engine has no NaN");
        var builder = new PlanBuilder();
        Expression x = new ValueReference(builder.AddInput(new FieldSchema("x", DataType.Double), Origin.None));
        builder.AddOutput(new FieldSchema("missing", DataType.Boolean), Build.IsMissing(x), Origin.None);
        builder.AddOutput(new FieldSchema("large", DataType.Boolean), Build.Binary(BinaryOperator.Greater, x, Build.Number(1e300)), Origin.None);
        builder.AddOutput(new FieldSchema("present", DataType.Double), Build.Coalesce(x, Build.Number(7)), Origin.None);
        builder.AddOutput(new FieldSchema("itself", DataType.Double), x, Origin.None);
        builder.AddOutput(new FieldSchema("sum", DataType.Double), Build.Add(x, Build.Number(1)), Origin.None);
        ScoringPlan plan = builder.Build("nan");
        using DbConnection connection = fixture.Connect();
        CreateTable(connection, plan, [], textType: null);
        fixture.Execute(connection, $"INSERT INTO {Dialect.Quote("some rows")} VALUES (0, {fixture.NotANumber})");
        AssertScores(connection, plan, [[Scalar.Missing]], fixture.Target.Query(plan, Options).SelectFromSourceTable());
    }

    [SkippableFact]
    public void An_object_of_many_inputs_installs()
    {
        var builder = new PlanBuilder();
        var linear = new LinearCombination(1, [.. Enumerable.Range(0, 150).Select(i => new LinearTerm(
            i, new ValueReference(builder.AddInput(new FieldSchema(string.Create(CultureInfo.InvariantCulture, $"field {i}"), DataType.Double), Origin.None))))]);
        builder.AddOutput(new FieldSchema("score", DataType.Double), new ValueReference(builder.DefineKernel(["sum"], linear, Origin.None)[0]), Origin.None);
        ScoringPlan plan = builder.Build("many");
        Scalar[][] rows = [[.. Enumerable.Range(0, 150).Select(i => Scalar.FromDouble(i * 0.1))]];
        using DbConnection connection = fixture.Connect();
        CreateTable(connection, plan, rows, textType: null);
        string install = fixture.Target.Generate(plan, Options)[0].Content;
        fixture.Execute(connection, install);
        fixture.Execute(connection, install);
        AssertScores(connection, plan, rows, fixture.CallInstalled(fixture.Target.Query(plan, Options)));
    }

    // A key, an output and a value are called the same; functions that engines lack take part.
    private static ScoringPlan Everything()
    {
        var builder = new PlanBuilder();
        Expression x = new ValueReference(builder.AddInput(new FieldSchema("a \"number\"", DataType.Double), Origin.None));
        Expression n = new ValueReference(builder.AddInput(new FieldSchema("count", DataType.Integer), Origin.None));
        Expression text = new ValueReference(builder.AddInput(new FieldSchema("te]xt", DataType.String), Origin.None));
        Expression flag = new ValueReference(builder.AddInput(new FieldSchema("flag", DataType.Boolean), Origin.None));
        Expression date = new ValueReference(builder.AddInput(new FieldSchema("date", DataType.Date), Origin.None));
        Expression other = new ValueReference(builder.AddInput(new FieldSchema("other", DataType.String), Origin.None));
        Expression score = builder.Define("score", Build.Multiply(x, Build.Number(3)), new Origin("DerivedField score", SourceLocation.None));
        builder.AddOutput(new FieldSchema("Score", DataType.Double), Build.Add(score, Build.Number(1)), Origin.None);
        builder.AddOutput(new FieldSchema("whole", DataType.Integer), Build.Add(n, Literal.Integer(1)), Origin.None);
        builder.AddOutput(new FieldSchema("upper", DataType.String), Build.Call(ScalarFunction.Upper, text), Origin.None);
        builder.AddOutput(new FieldSchema("lower", DataType.String), Build.Call(ScalarFunction.Lower, text), Origin.None);
        builder.AddOutput(new FieldSchema("part", DataType.String), Build.Call(ScalarFunction.Substring, text, Literal.Integer(2), Literal.Integer(1)), Origin.None);
        builder.AddOutput(new FieldSchema("faces", DataType.Integer), Build.Call(ScalarFunction.Occurrences, text, Literal.String("😀")), Origin.None);
        builder.AddOutput(new FieldSchema("not", DataType.Boolean), Build.Not(flag), Origin.None);
        builder.AddOutput(new FieldSchema("days", DataType.Integer), Build.Unary(UnaryOperator.ToInteger, date), Origin.None);
        builder.AddOutput(new FieldSchema("same", DataType.Boolean), Build.Equal(other, Literal.String("e\\'x")), Origin.None);
        return builder.Build("everything");
    }

    private void CreateTable(DbConnection connection, ScoringPlan plan, IReadOnlyList<Scalar[]> rows, string? textType)
    {
        string table = Dialect.Quote(Options.SourceTable!);
        IEnumerable<string> columns = fixture.Target.Query(plan, Options).Inputs.Select(column =>
            $"{Dialect.Quote(column.Column)} {(column.ValueType == DataType.String && textType is not null ? textType : Dialect.TypeName(column.ValueType))}");
        fixture.Execute(connection, $"CREATE TABLE {table} ({Dialect.Quote(Options.Key!)} {Dialect.TypeName(DataType.Integer)}, {string.Join(", ", columns)})");
        for (int i = 0; i < rows.Count; i++)
        {
            IEnumerable<string> values = rows[i].Select((value, column) => Constant(new Literal(plan.Inputs[column].Value.Type, value)));
            fixture.Execute(connection, string.Create(CultureInfo.InvariantCulture, $"INSERT INTO {table} VALUES ({i}, {string.Join(", ", values)})"));
        }
    }

    private string Constant(Literal literal) => literal.IsMissing ? Dialect.MissingLiteral(literal.Type) : literal.Type switch
    {
        DataType.Boolean => literal.Value.Boolean ? Dialect.True : Dialect.False,
        DataType.Integer => Dialect.IntegerLiteral(literal.Value.Integer),
        DataType.Double => Dialect.DoubleLiteral(literal.Value.Double),
        DataType.String => Dialect.TextLiteral(literal.Value.Text),
        _ => Dialect.CalendarLiteral(Plan.Text.CalendarText.Iso(literal.Value.Integer, literal.Type), literal.Type),
    };

    private static void AssertScores(DbConnection connection, ScoringPlan plan, IReadOnlyList<Scalar[]> rows, string query)
    {
        var reference = new PlanEvaluator(plan);
        using DbCommand command = connection.CreateCommand();
        command.CommandText = query;
        using DbDataReader reader = command.ExecuteReader();
        Assert.Equal("score", reader.GetName(0));
        int count = 0;
        while (reader.Read())
        {
            Scalar[] expected = reference.Evaluate(rows[Convert.ToInt32(reader.GetValue(0), CultureInfo.InvariantCulture)]);
            for (int i = 0; i < expected.Length; i++)
            {
                object? value = reader.IsDBNull(i + 1) ? null : reader.GetValue(i + 1);
                string actual = value is null ? "missing" : ClrValues.Read(value, plan.Outputs[i].Value.Type).ToString();
                Assert.Equal($"{plan.Outputs[i].Schema.Name}={expected[i]}", $"{plan.Outputs[i].Schema.Name}={actual}");
            }

            count++;
        }

        Assert.Equal(rows.Count, count);
    }
}
