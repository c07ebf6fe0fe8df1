using System.Collections.Immutable;
using System.Globalization;
using Sprache;
using static MlOps.Codegen.Dsl.Syntax.FormulaGrammar;
using static MlOps.Codegen.Dsl.Syntax.Terminals;

namespace MlOps.Codegen.Dsl.Syntax;

/// <summary>The grammar of statements about data: sources, features, outputs, policy, tests. One per keyword.</summary>
internal static class StatementGrammar
{
    /// <summary>The words that name types.</summary>
    public static readonly string[] TypeNames = ["integer", "double", "float", "decimal", "boolean", "text", "date", "time", "timestamp"];

    private static readonly Parser<string> TypeName = WordOf(TypeNames);

    private static readonly Parser<(int Precision, int Scale)?> Digits = input =>
        ((TokenInput)input).Token.Is("(")
            ? (from open in Symbol("(")
               from precision in Whole
               from comma in Symbol(",")
               from scale in Whole
               from close in Symbol(")")
               select ((int, int)?)(Int(precision), Int(scale)))(input)
            : Result.Success<(int, int)?>(null, input);

    private static readonly Parser<Func<ColumnSyntax, ColumnSyntax>> Key =
        from word in Word("key")
        select (Func<ColumnSyntax, ColumnSyntax>)(column => column with { IsKey = true });

    private static readonly Parser<Func<ColumnSyntax, ColumnSyntax>> Protected =
        from word in Word("protected")
        select (Func<ColumnSyntax, ColumnSyntax>)(column => column with { IsProtected = true });

    private static readonly Parser<Func<ColumnSyntax, ColumnSyntax>> EventTime =
        from word in Word("event")
        from time in Word("time")
        select (Func<ColumnSyntax, ColumnSyntax>)(column => column with { IsEventTime = true });

    private static readonly Parser<Func<ColumnSyntax, ColumnSyntax>> References =
        from word in Word("references")
        from target in DottedName
        from alias in After(Word("as"), Name)
        select (Func<ColumnSyntax, ColumnSyntax>)(column => column with { Target = target, Alias = alias?.Text });

    private static readonly Parser<Func<ColumnSyntax, ColumnSyntax>> Values =
        from word in Word("in")
        from values in Between("(", Listed(Constant), ")")
        from otherwise in After(Word("else"), WordOf("missing", "refuse"))
        select (Func<ColumnSyntax, ColumnSyntax>)(column => column with { Values = values, Refuses = otherwise == "refuse" });

    private static readonly Parser<Func<ColumnSyntax, ColumnSyntax>> Zone =
        from word in Word("in")
        from place in Here
        from zone in Text
        select (Func<ColumnSyntax, ColumnSyntax>)(column => column with { Zone = zone.Text, ZoneLocation = place });

    private static readonly Parser<Func<ColumnSyntax, ColumnSyntax>> Attribute = input => ((TokenInput)input).Token.Text switch
    {
        "key" => Key(input),
        "protected" => Protected(input),
        "event" => EventTime(input),
        "references" => References(input),
        _ when ((TokenInput)input).Next.Kind == TokenKind.Text => Zone(input),
        _ => Values(input),
    };

    private static readonly Parser<ColumnSyntax> Column =
        from place in Here
        from name in Name
        from colon in Symbol(":")
        from typePlace in Here
        from type in TypeName
        from digits in Digits
        from nullable in Symbol("?").Select(_ => true).Or(Parse.Return(false))
        from attributes in Repeated(IsAttribute, Attribute, "'key'", "'protected'", "'event time'", "'references'", "'in'")
        from documentation in Documentation
        select attributes.Aggregate(
            new ColumnSyntax(name.Text, type, digits, nullable, [], false, false, false, false, null, null, null, documentation, place, typePlace),
            (column, attribute) => attribute(column));

    private static readonly Parser<Statement> Pipeline =
        from keyword in Word("pipeline")
        from place in Here
        from name in Name
        from documentation in Documentation
        select (Statement)new PipelineStatement(name.Text, documentation, place);

    private static readonly Parser<Statement> Source =
        from keyword in Word("source")
        from place in Here
        from name in Name
        from table in After(Word("from"), DottedName)
        from documentation in Documentation
        from columns in Repeated(at => at.Token.IsName && at.Next.Is(":"), Column, "a column")
        select (Statement)new SourceStatement(name.Text, table?.Names ?? [name.Text], columns, documentation, place);

    private static readonly Parser<Statement> Score =
        from keyword in Word("score")
        from each in Word("each")
        from place in Here
        from source in Name
        from asOf in After(Word("as"), from of in Word("of") from name in Name select name)
        from zone in After(Word("in"), from at in Here from name in Text select new TextFormula(name.Text, at))
        select (Statement)new ScoreStatement(source.Text, asOf?.Text, zone?.Value, zone?.Location ?? SourceLocation.None, place);

    private static readonly Parser<Statement> Feature =
        from keyword in Word("feature")
        from place in Here
        from name in Name
        from sign in Symbol("=")
        from value in AnyFormula
        from documentation in Documentation
        select (Statement)new FeatureStatement(name.Text, value, documentation, place);

    private static readonly Parser<Statement> Impute =
        from keyword in Word("impute")
        from place in Here
        from column in Name
        from with in Word("with")
        from statistic in WordOf("mean", "median", "mode", "constant").Or(Parse.Return(""))
        from value in Constant
        from indicator in After(Word("indicator"), Name)
        select (Statement)new ImputeStatement(column.Text, value, indicator?.Text, place);

    private static readonly Parser<Statement> Encode =
        from keyword in Word("encode")
        from operand in DottedName
        from word in Word("as")
        from place in Here
        from name in Name
        from values in (Parser<ImmutableArray<Formula>>)(input => ((TokenInput)input).Token.Is("(")
            ? Between("(", Listed(Constant), ")")(input)
            : Result.Success(ImmutableArray<Formula>.Empty, input))
        select (Statement)new EncodeStatement(operand, name.Text, values, place);

    private static readonly Parser<Statement> Output =
        from keyword in Word("output")
        from place in Here
        from name in Name
        from type in After(Symbol(":"), TypeName)
        from value in ValueOrName(name, place)
        from documentation in Documentation
        select (Statement)new OutputStatement(name.Text, type, value, documentation, place);

    private static readonly Parser<Statement> Monitor =
        from keyword in Word("monitor")
        from place in Here
        from name in Name
        from value in ValueOrName(name, place)
        from documentation in Documentation
        select (Statement)new MonitorStatement(name.Text, value, documentation, place);

    private static readonly Parser<(NameFormula? Column, ImmutableArray<Formula> Values)> ForbidCondition =
        from when in Word("when")
        from column in DottedName
        from values in SetOrValue()
        select ((NameFormula?)column, values);

    private static readonly Parser<ForbidSyntax> Forbid =
        from word in Word("forbid")
        from place in Here
        from column in DottedName
        from condition in ForbidCondition.Or(Parse.Return(((NameFormula?)null, ImmutableArray<Formula>.Empty)))
        select new ForbidSyntax(column, condition.Item1, condition.Item2, place);

    private static readonly Parser<ForbidSyntax?> Require =
        from word in Word("require")
        from what in Word("reasons")
        select (ForbidSyntax?)null;

    private static readonly Parser<ForbidSyntax?> Demand = input =>
        ((TokenInput)input).Token.IsWord("forbid") ? Forbid(input) is { WasSuccessful: true } forbid ? Result.Success<ForbidSyntax?>(forbid.Value, forbid.Remainder) : Fail<ForbidSyntax?>((TokenInput)input) : Require(input);

    private static readonly Parser<Statement> Policy =
        from place in Here
        from keyword in Word("policy")
        from demands in Repeated(at => at.Token.IsWord("forbid") || at.Token.IsWord("require"), Demand, "'forbid'", "'require'")
        select (Statement)new PolicyStatement([.. demands.OfType<ForbidSyntax>()], demands.Any(demand => demand is null), place);

    private static readonly Parser<(string, Formula, SourceLocation)> CellOfRow =
        from place in Here
        from column in Name
        from colon in Symbol(":")
        from value in Constant
        select (column.Text, value, place);

    private static readonly Parser<(string Source, ImmutableArray<TestRow> Rows)> RowsOfSource =
        from source in Name
        from rows in Repeated(at => at.Token.Is("{"), RowOf(), "'{'")
        select (source.Text, rows);

    private static readonly Parser<Expectation> Expected =
        from place in Here
        from output in Name
        from sign in Symbol("=").Or(Symbol("~"))
        from value in Constant
        select new Expectation(output.Text, sign.Text == "~", value, place);

    private static readonly Parser<Statement> TestRows =
        from word in Word("rows")
        from place in Here
        from f in Word("from")
        from file in Text
        select (Statement)new TestStatement(file.Text, null, [], [], file.Text, place);

    private static readonly Parser<Statement> TestCase =
        from place in Here
        from name in Text
        from asOf in After(Word("as"), from of in Word("of") from moment in Moment select moment)
        from sources in Repeated(at => at.Token.IsName && at.Next.Is("{"), RowsOfSource, "rows of a source")
        from expect in Word("expect")
        from expected in Listed(Expected)
        select (Statement)new TestStatement(
            name.Text, asOf?.Text, [.. sources.SelectMany(source => source.Rows.Select(row => row with { Source = source.Source }))], expected, null, place);

    private static readonly Parser<Statement> Test =
        from keyword in Word("test")
        from test in (Parser<Statement>)(input => ((TokenInput)input).Token.IsWord("rows") ? TestRows(input) : TestCase(input))
        select test;

    /// <summary>The grammar of each statement by its keyword.</summary>
    public static ImmutableArray<KeyValuePair<string, Parser<Statement>>> All { get; } =
    [
        new("pipeline", Pipeline), new("source", Source), new("score", Score), new("feature", Feature), new("impute", Impute), new("encode", Encode),
        new("output", Output), new("monitor", Monitor), new("policy", Policy), new("test", Test),
    ];

    private static bool IsAttribute(TokenInput at) =>
        at.Token.Kind == TokenKind.Word && !at.Next.Is(":") && at.Token.Text is "key" or "protected" or "event" or "references" or "in";

    private static Parser<TestRow> RowOf() =>
        from place in Here
        from open in Symbol("{")
        from values in Repeated(at => at.Token.IsName, CellOfRow, "a column")
        from close in Symbol("}")
        select new TestRow("", values, place);

    private static Parser<Formula> ValueOrName(Token name, SourceLocation place) => input =>
        ((TokenInput)input).Token.Is("=")
            ? AnyFormula(input.Advance())
            : Result.Success<Formula>(new NameFormula([name.Text], place), input);

    private static Parser<ImmutableArray<Formula>> SetOrValue() => input =>
        ((TokenInput)input).Token.IsWord("in")
            ? Between("(", Listed(Constant), ")")(input.Advance())
            : (from sign in Symbol("=") from value in Constant select ImmutableArray.Create(value))(input);

    private static int Int(Token token) => int.Parse(token.Text, CultureInfo.InvariantCulture);
}
