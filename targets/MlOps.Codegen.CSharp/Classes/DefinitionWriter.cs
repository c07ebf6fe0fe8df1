using System.Globalization;
using MlOps.Codegen.CSharp.Kernels;
using MlOps.Codegen.CSharp.Naming;
using MlOps.Codegen.CSharp.Writing;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.CSharp.Classes;

/// <summary>Writes the statements that compute a plan's definitions.</summary>
internal sealed class DefinitionWriter
{
    private readonly ScoringPlan plan;
    private readonly PlanLayout layout;
    private readonly RecordType input;
    private readonly string[] typeNames;
    private readonly Dictionary<PlanValue, int> inputIndex = [];

    /// <summary>Prepares the writer of one class.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="layout">How it is divided.</param>
    /// <param name="input">The typed input.</param>
    /// <param name="typeNames">Names that no local may have.</param>
    public DefinitionWriter(ScoringPlan plan, PlanLayout layout, RecordType input, params string[] typeNames)
    {
        this.plan = plan;
        this.layout = layout;
        this.input = input;
        this.typeNames = typeNames;
        Vectors = new VectorMethods(input.Parameter("input"), input.Argument("input"), WriteOutside);
        for (int i = 0; i < plan.Inputs.Length; i++)
        {
            inputIndex.Add(plan.Inputs[i].Value, i);
        }
    }

    /// <summary>The constants that the methods refer to.</summary>
    public StaticData Data { get; } = new();

    /// <summary>The methods that fill vectors.</summary>
    public VectorMethods Vectors { get; }

    /// <summary>A value in a method that has no locals.</summary>
    /// <param name="value">An input, or a value that has a field.</param>
    public string WriteOutside(PlanValue value)
    {
        if (!inputIndex.TryGetValue(value, out int index))
        {
            return $"values.{layout.Fields[value]}";
        }

        string text = input.Members[index].Read();
        return text.Contains("??", StringComparison.Ordinal) ? $"({text})" : text;
    }

    /// <summary>Begins a method.</summary>
    public MethodScope NewScope()
    {
        var scope = new MethodScope(Data, Vectors, new Identifiers([.. ReservedNames.InMethods, .. typeNames]));
        foreach ((PlanValue value, string field) in layout.Fields)
        {
            scope[value] = $"values.{field}";
        }

        return scope;
    }

    /// <summary>Writes the definitions of a part.</summary>
    /// <param name="part">The part.</param>
    /// <param name="scope">The method.</param>
    public void Write(PlanPart part, MethodScope scope)
    {
        // A wide kernel's operands are read by the methods that bring them together.
        ReadInputs(
            part.Definitions
                .Where(item => !WideKernels.IsWide(item.Definition))
                .SelectMany(item => References.Of(item.Definition)),
            scope);
        int stage = 0;
        string comment = "";
        foreach ((int at, Definition definition) in part.Definitions)
        {
            if (at != stage)
            {
                if (!scope.Body.IsEmpty)
                {
                    scope.Body.Line();
                }

                scope.Body.Line(string.Create(CultureInfo.InvariantCulture, $"// Stage {at} of {plan.Stages.Length}"));
                stage = at;
            }

            string origin = Comments.Of(definition.Origin);
            if (origin.Length > 0 && origin != comment)
            {
                scope.Body.Line($"// {origin}");
            }

            comment = origin;
            Write(definition, scope);
        }
    }

    /// <summary>Writes what reads inputs into locals.</summary>
    /// <param name="values">The values that the method needs, inputs among them.</param>
    /// <param name="scope">The method.</param>
    public void ReadInputs(IEnumerable<PlanValue> values, MethodScope scope)
    {
        foreach (int index in values.Where(inputIndex.ContainsKey).Select(value => inputIndex[value]).Distinct().Order())
        {
            PlanValue value = plan.Inputs[index].Value;
            if (!scope.Knows(value))
            {
                scope[value] = scope.Declare(value.Name);
                scope.Body.Line($"{TypeNames.Held(value.Type)} {scope[value]} = {input.Members[index].Read()};");
            }
        }
    }

    private void Write(Definition definition, MethodScope scope)
    {
        var targets = new Target?[definition.Values.Length];
        var targetNames = new string[targets.Length];
        for (int i = 0; i < targets.Length; i++)
        {
            if (layout.Used.Contains(definition.Values[i]))
            {
                targets[i] = TargetOf(definition.Values[i], scope, out targetNames[i]);
            }
        }

        scope.Statement(() =>
        {
            switch (definition)
            {
                case ScalarDefinition scalar:
                    new ExpressionWriter(scope).Assign(targets[0]!.Value.Name, scalar.Expression, targets[0]!.Value.Type);
                    break;
                case KernelDefinition kernel:
                    KernelWriter.Write(kernel, scope, targets);
                    break;
                default:
                    throw new InvalidOperationException($"unknown definition {definition.GetType().Name}");
            }
        });
        for (int i = 0; i < targets.Length; i++)
        {
            if (targets[i] is not null)
            {
                scope[definition.Values[i]] = targetNames[i];
            }
        }
    }

    private static Target TargetOf(PlanValue value, MethodScope scope, out string name)
    {
        bool isField = scope.Knows(value);
        name = isField ? scope[value] : scope.Declare(value.Name);
        return new Target(name, isField ? null : TypeNames.Held(value.Type));
    }
}
